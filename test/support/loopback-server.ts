import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createReadStream, readdirSync, readFileSync, type Stats, statSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** What the server does wrong with a request. */
export type Fault =
	| { readonly status: number }
	/** Hangs up after so many bytes. */
	| { readonly cutAt: number }
	/** Sends nothing more after so many bytes. */
	| { readonly stallAt: number }
	/** Sends this in the place of the file. */
	| { readonly instead: Uint8Array | string };

export interface LoopbackServer {
	readonly url: string;
	/** `PATH STATUS` of every answer, with the first byte of an answer that is a part: `/a 206 from 100`. */
	readonly answers: string[];
	/** The next requests of `path` meet this fault; all of them with `times` infinite. */
	fail(path: string, fault: Fault, times?: number): void;
	/** Every fault is over, and the answers are forgotten. */
	recover(): void;
	close(): void;
}

/**
 * Serves a folder on the loopback as a mirror does: lists of folders, dates, conditional requests, parts of files.
 * With `tls` (files with a key and a certificate in PEM) over https.
 */
export async function openLoopbackServer(
	folder: string,
	tls?: { readonly key: string; readonly cert: string },
): Promise<LoopbackServer> {
	const faults = new Map<string, { fault: Fault; times: number }>();
	const answers: string[] = [];
	const listener: RequestListener = (request, response) => {
		const path = decodeURIComponent((request.url ?? "/").replace(/\/{2,}/g, "/"));
		const entry = faults.get(path);
		if (entry && entry.times > 0) entry.times -= 1;
		else faults.delete(path);
		response.on("close", () => {
			const from = response.statusCode === 206 ? ` from ${firstByte(request)}` : "";
			answers.push(`${path} ${response.statusCode}${from}`);
		});
		answer(join(folder, path), request, response, entry && faults.has(path) ? entry.fault : undefined);
	};
	const server = tls
		? createSecureServer({ key: readFileSync(tls.key), cert: readFileSync(tls.cert) }, listener)
		: createServer(listener);
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		url: `${tls ? "https" : "http"}://127.0.0.1:${(server.address() as AddressInfo).port}`,
		answers,
		fail: (path, fault, times = 1) => faults.set(path, { fault, times }),
		recover: () => {
			faults.clear();
			answers.length = 0;
		},
		close: () => server.close().closeAllConnections(),
	};
}

/** A certificate for 127.0.0.1 that vouches for itself, and its key, made in `folder`. */
export function makeCertificate(folder: string): { readonly key: string; readonly cert: string } {
	const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
	const request = ["-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "2"];
	const name = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
	execFileSync("openssl", ["req", "-x509", ...request, ...name], { stdio: "ignore" });
	return { key, cert };
}

function answer(file: string, request: IncomingMessage, response: ServerResponse, fault: Fault | undefined): void {
	const found = statSync(file, { throwIfNoEntry: false });
	if (fault && "status" in fault) {
		response.writeHead(fault.status).end("an error page\n");
	} else if (!found) {
		response.writeHead(404).end("an error page\n");
	} else if (found.isDirectory()) {
		response.end(
			readdirSync(file)
				.map((name) => `<a href="${name}">${name}</a>\n`)
				.join(""),
		);
	} else if (fault && "instead" in fault) {
		response.writeHead(200, { "last-modified": found.mtime.toUTCString() }).end(fault.instead);
	} else if (isUnchanged(request, found)) {
		response.writeHead(304).end();
	} else {
		send(file, found, request, response, fault);
	}
}

function send(
	file: string,
	{ size, mtime, ino }: Stats,
	request: IncomingMessage,
	response: ServerResponse,
	fault: { cutAt: number } | { stallAt: number } | undefined,
): void {
	const tag = `"${ino}-${size}-${mtime.getTime()}"`;
	const condition = request.headers["if-range"];
	const isSame = condition === undefined || condition === tag || condition === mtime.toUTCString();
	const start = isSame ? firstByte(request) : 0;
	response.writeHead(start > 0 ? 206 : 200, {
		"last-modified": mtime.toUTCString(),
		etag: tag,
		"content-length": size - start,
		...(start > 0 ? { "content-range": `bytes ${start}-${size - 1}/${size}` } : {}),
	});
	const limit = fault && ("cutAt" in fault ? fault.cutAt : fault.stallAt);
	const stream = createReadStream(file, { start, ...(limit === undefined ? {} : { end: Math.max(limit - 1, start) }) });
	stream.pipe(response, { end: limit === undefined });
	if (fault && "cutAt" in fault) stream.on("end", () => response.write("", () => response.socket?.destroySoon()));
}

const firstByte = ({ headers }: IncomingMessage) => Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);

function isUnchanged({ headers }: IncomingMessage, { mtime }: Stats): boolean {
	const since = headers["if-modified-since"];
	return since !== undefined && Math.floor(mtime.getTime() / 1000) * 1000 <= new Date(since).getTime();
}
