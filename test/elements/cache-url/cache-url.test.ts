import {
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ELEMENTS } from "../hook-root.js";

const CACHE_URL = join(ELEMENTS, "cache-url/bin/cache-url");
const PUBLISHED = new Date("2024-02-03T04:05:06Z");

let folder: string;
let address: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let requests: IncomingMessage[];
const server = createServer((request, response) => {
	requests.push(request);
	answer(request, response);
});

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), "cache-url-"));
	requests = [];
	answer = (request, response) => {
		const since = request.headers["if-modified-since"];
		if (since && new Date(since) >= PUBLISHED) response.writeHead(304).end();
		else response.writeHead(200, { "last-modified": PUBLISHED.toUTCString() }).end("of the network");
	};
	await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
	address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
});
afterEach(async () => {
	rmSync(folder, { recursive: true, force: true });
	await new Promise((closed) => server.close(closed));
});

const cacheUrl = (...args: string[]) => execa(CACHE_URL, args, { reject: false, env: { no_proxy: "127.0.0.1" } });

test("it downloads once, then only asks whether there is a newer one", async () => {
	const file = join(folder, "cached");
	expect((await cacheUrl(address, file)).exitCode).toBe(0);
	expect(readFileSync(file, "utf8")).toBe("of the network");
	expect(statSync(file).mtime).toEqual(PUBLISHED);
	expect(statSync(file).mode & 0o777).toBe(0o666 & ~process.umask());
	writeFileSync(file, "as it was");
	utimesSync(file, PUBLISHED, PUBLISHED);
	expect((await cacheUrl(address, file)).exitCode).toBe(0);
	expect(readFileSync(file, "utf8")).toBe("as it was");
	expect(requests.map((request) => request.headers["if-modified-since"] !== undefined)).toEqual([false, true]);
	expect(readdirSync(folder)).toEqual(["cached"]);
});

test("-f fetches it in any case, past every proxy", async () => {
	const file = join(folder, "cached");
	writeFileSync(file, "as it was");
	expect((await cacheUrl("-f", address, file)).exitCode).toBe(0);
	expect(readFileSync(file, "utf8")).toBe("of the network");
	expect(requests[0]?.headers).toMatchObject({ "cache-control": "no-cache, must-revalidate" });
	expect(requests[0]?.headers["if-modified-since"]).toBeUndefined();
});

test.each([
	[404, 44],
	[403, 1],
])("status %i ends with %i and leaves the old file alone", async (status, exitCode) => {
	const file = join(folder, "cached");
	writeFileSync(file, "as it was");
	answer = (_, response) => response.writeHead(status).end("an error page");
	const ended = await cacheUrl(address, file);
	expect(ended.exitCode).toBe(exitCode);
	expect(ended.stderr).toContain(address);
	expect(readFileSync(file, "utf8")).toBe("as it was");
	expect(readdirSync(folder)).toEqual(["cached"]);
});

test("a transport failure ends with curl's code and leaves nothing behind", async () => {
	const file = join(folder, "cached");
	const ended = await cacheUrl(`file://${folder}/none`, file);
	expect(ended.exitCode).toBe(37);
	expect(readdirSync(folder)).toEqual([]);
});

test.each([
	["stall", { DIB_DOWNLOAD_STALL: "1" }, 1],
	["whole", { DIB_DOWNLOAD_TIMEOUT: "1" }, 2000],
])("a server that answers for ever is given up: %s time", async (_, env, bytes) => {
	answer = (_request, response) => {
		response.writeHead(200);
		const drip = setInterval(() => response.write("x".repeat(bytes)), 50);
		response.once("close", () => clearInterval(drip));
	};
	const { exitCode } = await execa(CACHE_URL, [address, join(folder, "file")], {
		reject: false,
		env: { no_proxy: "127.0.0.1", DIB_DOWNLOAD_TRIES: "1", ...env },
	});
	expect(exitCode).toBe(28);
	expect(readdirSync(folder)).toEqual([]);
});

test("a local file replaces the cached one only when it is newer", async () => {
	const file = join(folder, "cached");
	const source = join(folder, "source");
	writeFileSync(source, "first");
	utimesSync(source, PUBLISHED, PUBLISHED);
	expect((await cacheUrl(`file://${source}`, file)).exitCode).toBe(0);
	expect((await cacheUrl(`file://${source}`, file)).exitCode).toBe(0);
	expect(readFileSync(file, "utf8")).toBe("first");
	writeFileSync(source, "second");
	expect((await cacheUrl(`file://${source}`, file)).exitCode).toBe(0);
	expect(readFileSync(file, "utf8")).toBe("second");
});

test("without arguments it says how it is used", async () => {
	const ended = await cacheUrl(address);
	expect(ended.exitCode).toBe(1);
	expect(ended.stderr).toBe("usage: cache-url [-f] [-c SUM] URL FILE");
	expect(existsSync(join(folder, "cached"))).toBe(false);
});

/** Sends a part again and again, as long as somebody reads; how much that was. */
function endlessly(part: string, head: (response: ServerResponse) => void) {
	const sent = { bytes: 0 };
	answer = (_, response) => {
		head(response);
		const more = () => {
			while (!response.destroyed && response.socket?.write(part)) sent.bytes += part.length;
			if (!response.destroyed) response.socket?.once("drain", more);
		};
		more();
	};
	return sent;
}

test.each([
	["a size that is too large", (response: ServerResponse) => response.writeHead(200, { "content-length": 3 << 20 })],
	["no size", (response: ServerResponse) => response.writeHead(200, { "transfer-encoding": "identity" })],
])("a file larger than it may be is given up, by name: %s", async (_, head) => {
	const file = join(folder, "cached");
	writeFileSync(file, "as it was");
	endlessly("x".repeat(1 << 16), (response) => head(response).flushHeaders());
	const ended = await execa(CACHE_URL, [address, file], {
		reject: false,
		env: { DIB_DOWNLOAD_SIZE: "2", no_proxy: "*" },
	});
	expect(ended.exitCode).toBe(63);
	expect(ended.stderr).toContain(`${address} is larger than 2 MiB. Allow it with DIB_DOWNLOAD_SIZE`);
	expect(readFileSync(file, "utf8")).toBe("as it was");
	expect(readdirSync(folder)).toEqual(["cached"]);
});

test("headers without end take no more memory than they may", async () => {
	endlessly("x-a: b\r\n".repeat(1000), (response) => void response.socket?.write("HTTP/1.1 200 OK\r\n"));
	const env = { DIB_DOWNLOAD_MEMORY: "128", DIB_DOWNLOAD_TRIES: "1", DIB_DOWNLOAD_TIMEOUT: "30", no_proxy: "*" };
	const start = performance.now();
	expect((await execa(CACHE_URL, [address, join(folder, "cached")], { reject: false, env })).exitCode).not.toBe(0);
	expect(performance.now() - start).toBeLessThan(25_000);
	expect(readdirSync(folder)).toEqual([]);
});

test("a login and a signature of an address are in no command line of ours", async () => {
	const calls = join(folder, "calls");
	writeFileSync(
		join(folder, "curl"),
		`#!/bin/bash\nprintf '%s\\n' "$*" >>${calls}\nps -ww -o args >>${calls}\nexec /usr/bin/curl "$@"\n`,
		{
			mode: 0o755,
		},
	);
	const env = { PATH: `${folder}:${process.env.PATH}`, no_proxy: "127.0.0.1" };
	const secret = `${address.replace("//", "//fay:F1leWort@")}?sig=S1gned`;
	const file = join(folder, "cached");
	const { exitCode } = await execa(CACHE_URL, [secret, file], { reject: false, env });
	expect(exitCode).toBe(0);
	expect(requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from("fay:F1leWort").toString("base64")}`);
	expect(requests[0]?.url).toBe("/file?sig=S1gned");
	expect(readFileSync(calls, "utf8")).toContain("cache-url - ");
	expect(readFileSync(calls, "utf8")).not.toMatch(/F1leWort|S1gned/);
});
