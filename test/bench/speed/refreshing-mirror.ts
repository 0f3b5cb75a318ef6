import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, get, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { execa } from "execa";

/** A mirror on the loopback that has all of Debian's own ones, and publishes its index anew when it is told to. */
export interface RefreshingMirror {
	/** Address with `/debian` and `/debian-security` below it. */
	readonly url: string;
	close(): void;
}

/** What is asked for by POST to publish the index anew. */
export const REFRESH = "/refresh";
/** A package that no image here has. */
const ELSEWHERE = "0ad";

/**
 * Opens it in front of these mirrors. Each {@link REFRESH} gives {@link ELSEWHERE} another version in the index of `release`, and the Release file another
 * date. Its signature is that of before then, so apt refuses it: nothing is meant to run apt after that.
 */
export async function openRefreshingMirror(main: string, security: string, release: string): Promise<RefreshingMirror> {
	const suite = `/debian/dists/${release}`;
	const index = "main/binary-amd64/Packages";
	const instead = new Map<string, Buffer>();
	let times = 0;

	async function refresh(): Promise<void> {
		times += 1;
		const original = await fetchAll(`${main}/dists/${release}/${index}.xz`);
		const { stdout: text } = await execa("xz", ["-dc"], { input: original, encoding: "buffer", maxBuffer: 2 ** 30 });
		const plain = Buffer.from(
			Buffer.from(text)
				.toString("latin1")
				.replace(new RegExp(`^(Package: ${ELSEWHERE}\\n(?:.+\\n)*?Version: .*)$`, "m"), `$1+refreshed${times}`),
			"latin1",
		);
		const { stdout } = await execa("xz", ["-0c"], { input: plain, encoding: "buffer", maxBuffer: 2 ** 30 });
		const packed = Buffer.from(stdout);
		const signed = (await fetchAll(`${main}/dists/${release}/InRelease`)).toString("utf8");
		const listed = new Map([plain, packed].map((bytes, at) => [`${index}${at ? ".xz" : ""}`, bytes]));
		const lines = signed.split("\n").flatMap((line) => {
			const name = / \d+ (\S+)$/.exec(line)?.[1];
			if (line.startsWith("Date: ")) return [`Date: ${new Date().toUTCString().replace("GMT", "UTC")}`];
			if (name === `${index}.gz`) return [];
			const bytes = listed.get(name ?? "");
			return bytes && /^ [0-9a-f]{64} /.test(line) ? [` ${sha256(bytes)} ${bytes.length} ${name}`] : [line];
		});
		instead.set(`${suite}/InRelease`, Buffer.from(lines.join("\n")));
		for (const [name, bytes] of listed) {
			instead.set(`${suite}/${name}`, bytes);
			instead.set(`${suite}/main/binary-amd64/by-hash/SHA256/${sha256(bytes)}`, bytes);
		}
	}

	const answer: RequestListener = async ({ url = "/", method }, response) => {
		try {
			if (method === "POST" && url === REFRESH) {
				await refresh();
				response.end();
				return;
			}
			const own = instead.get(url);
			if (own) {
				response.setHeader("content-length", own.length);
				response.end(own);
				return;
			}
			const [, archive, path] = /^\/(debian|debian-security)\/(.*)$/.exec(url) ?? [];
			if (path === undefined) {
				response.writeHead(404).end();
				return;
			}
			const from = await request(`${archive === "debian" ? main : security}/${path}`);
			const length = from.headers["content-length"];
			response.writeHead(from.statusCode ?? 502, length === undefined ? {} : { "content-length": length });
			from.pipe(response);
		} catch {
			response.writeHead(502).end();
		}
	};
	const server = createServer(answer).listen(0, "127.0.0.1");
	await once(server, "listening");
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

async function request(url: string): Promise<IncomingMessage> {
	const [response] = await once(get(url), "response");
	return response;
}

async function fetchAll(url: string): Promise<Buffer> {
	const parts: Buffer[] = [];
	for await (const part of await request(url)) parts.push(part);
	return Buffer.concat(parts);
}

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
