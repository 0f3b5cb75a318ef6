import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { storageRefusal } from "../../core/failure/storage-failure.js";
import { createMasker } from "../../core/secrets/masker.js";
import { httpOnce } from "../../host/http-get.js";
import { type Patience, watch } from "./patience.js";
import { RemoteTrouble, WRITTEN_ANEW } from "./trouble.js";

/** A folder on a web server that files are read from (GET, HEAD) and, where one may, put into (PUT). */
export interface RemoteFolder {
	/** Without name and password, for people. */
	readonly shown: string;
	/** A short file, undefined when it is not there. */
	text(name: string, most: number): Promise<string | undefined>;
	/** Writes a file of so many bytes with this digest; false when it is not there. */
	download(
		name: string,
		to: string,
		expected: { readonly bytes: number; readonly digest: string },
		wholeMs: number,
	): Promise<boolean>;
	/** The size of a file that is there. */
	size(name: string): Promise<number | undefined>;
	put(
		name: string,
		content: { readonly text: string } | { readonly file: string; readonly bytes: number },
	): Promise<void>;
}

export interface RemoteOptions {
	/** With name and password where the server wants them. */
	readonly address: string;
	/** Names proxies. */
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly patience: Patience;
	/** Of the build: everything ends with it. */
	readonly signal?: AbortSignal;
}

/** All methods throw RemoteTrouble. */
export function openRemoteFolder({ address, env, patience, signal }: RemoteOptions): RemoteFolder {
	const shown = createMasker([])(address);
	const ask = async <T>(
		name: string,
		method: "GET" | "HEAD" | "PUT",
		wholeMs: number,
		use: (response: IncomingMessage, moved: () => void) => Promise<T>,
		body?: { readonly bytes: number; readonly stream: Readable },
	): Promise<T> => {
		const watched = watch({ ...patience, wholeMs }, signal);
		try {
			const response = await httpOnce(new URL(`${address}/${name}`), {
				...{ env, method, signal: watched.signal },
				...(body ? { body: { ...body, written: watched.moved } } : {}),
			});
			watched.moved();
			try {
				return await use(response, watched.moved);
			} finally {
				response.destroy();
			}
		} catch (error) {
			if (error instanceof RemoteTrouble) throw error;
			const full = storageRefusal(error);
			if (full !== undefined)
				throw new RemoteTrouble(`${name} cannot be kept: ${full}`, "diskwright cache prune", true);
			throw unreachable(shown, watched.why() ?? words(error));
		} finally {
			watched.stop();
			body?.stream.destroy();
		}
	};
	const read = (response: IncomingMessage): boolean => {
		if (response.statusCode === 200) return true;
		if (response.statusCode === 404 || response.statusCode === 410) return false;
		throw refused(shown, response);
	};
	return {
		shown,
		text: (name, most) =>
			ask(name, "GET", patience.stallMs * 2, async (response, moved) => {
				if (!read(response)) return undefined;
				const chunks: Buffer[] = [];
				let bytes = 0;
				for await (const chunk of response as AsyncIterable<Buffer>) {
					moved();
					bytes += chunk.length;
					if (bytes > most) throw tooLarge(shown, name);
					chunks.push(chunk);
				}
				return Buffer.concat(chunks).toString("utf8");
			}),
		download: (name, to, { bytes, digest }, wholeMs) =>
			ask(name, "GET", wholeMs, async (response, moved) => {
				if (!read(response)) return false;
				const hash = createHash("sha256");
				let got = 0;
				await pipeline(
					response,
					async function* (chunks: AsyncIterable<Buffer>) {
						for await (const chunk of chunks) {
							moved();
							got += chunk.length;
							if (got > bytes) throw tooLarge(shown, name);
							hash.update(chunk);
							yield chunk;
						}
					},
					createWriteStream(to, { flags: "wx", mode: 0o600 }),
				);
				if (got === bytes && hash.digest("hex") === digest) return true;
				throw new RemoteTrouble(
					`${name} in ${shown} is damaged: ${got === bytes ? "its digest is another one" : `it ends after ${got} of ${bytes} bytes`}`,
					WRITTEN_ANEW,
					false,
				);
			}),
		size: (name) =>
			ask(name, "HEAD", patience.stallMs * 2, async (response) =>
				read(response) ? Number(response.headers["content-length"] ?? 0) : undefined,
			),
		put: (name, content) => {
			const body =
				"text" in content
					? { bytes: Buffer.byteLength(content.text), stream: Readable.from([Buffer.from(content.text)]) }
					: { bytes: content.bytes, stream: createReadStream(content.file) };
			const use = async (response: IncomingMessage) => {
				if (![200, 201, 204].includes(response.statusCode ?? 0)) throw refused(shown, response);
			};
			return ask(name, "PUT", patience.stallMs * 2 + body.bytes / SLOWEST, use, body);
		},
	};
}

/** Bytes in a millisecond that a server takes at least. */
const SLOWEST = 100;

const CHECK = "Check its address (layers-remote); the build is the same without it, but slower.";

const unreachable = (shown: string, why: string) =>
	new RemoteTrouble(`${shown} cannot be reached: ${why}`, CHECK, true);

const tooLarge = (shown: string, name: string) =>
	new RemoteTrouble(
		`${name} in ${shown} is larger than it may be`,
		"Remove it there, or look who may write there.",
		false,
	);

/** An answer that is neither a file nor that there is none. */
function refused(shown: string, { statusCode = 0, headers }: IncomingMessage): RemoteTrouble {
	if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
		const to = createMasker([])(headers.location).slice(0, 200);
		return new RemoteTrouble(
			`${shown} redirects to ${JSON.stringify(to)}`,
			"Name the address that it redirects to (layers-remote).",
			true,
		);
	}
	const login = "Name who may: DISKWRIGHT_LAYERS_REMOTE=http://NAME:PASSWORD@HOST/FOLDER";
	const isLogin = [401, 403, 407].includes(statusCode);
	return new RemoteTrouble(`${shown} answers ${statusCode}`, isLogin ? login : CHECK, true);
}

const words = (error: unknown) => {
	const { code, message = "" } = error as NodeJS.ErrnoException;
	return code === "ECONNRESET" || message === "aborted"
		? "it hangs up"
		: ((message || code || "").split("\n")[0] ?? "");
};
