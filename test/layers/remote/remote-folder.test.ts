import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openRemoteFolder } from "../../../src/layers/remote/remote-folder.js";
import type { RemoteTrouble } from "../../../src/layers/remote/trouble.js";
import { openPutServer, type PutServer } from "../../support/put-server.js";

let server: PutServer;
const folder = mkdtempSync(join(tmpdir(), "remote-folder-"));
const content = Buffer.alloc(300_000, "layer");
const expected = { bytes: content.length, digest: createHash("sha256").update(content).digest("hex") };
let files = 0;

beforeAll(async () => {
	server = await openPutServer();
});
afterEach(() => {
	server.misbehave = undefined;
	server.files.clear();
	server.requests.length = 0;
});
afterAll(() => {
	server.close();
	rmSync(folder, { recursive: true });
});

const open = (address = server.url) => openRemoteFolder({ address, env: {}, patience: { stallMs: 150 } });
const freshFile = () => {
	files += 1;
	return join(folder, `file-${files}`);
};
const troubleOf = async (question: Promise<unknown>): Promise<RemoteTrouble> =>
	question.then(
		(answer) => {
			throw new Error(`no trouble: ${JSON.stringify(answer)}`);
		},
		(error) => error as RemoteTrouble,
	);

test("files are put, found, read and written, and what is not there is told from trouble", async () => {
	const remote = open();
	expect(await remote.text("list", 100)).toBeUndefined();
	expect(await remote.size("archive")).toBeUndefined();
	expect(await remote.download("archive", freshFile(), expected, 1000)).toBe(false);
	const file = freshFile();
	writeFileSync(file, content);
	await remote.put("archive", { file, bytes: content.length });
	await remote.put("list", { text: "two\nlines\n" });
	await remote.put("list", { text: "three\n" });
	expect(await remote.text("list", 100)).toBe("three\n");
	expect(await remote.size("archive")).toBe(content.length);
	const copy = freshFile();
	expect(await remote.download("archive", copy, expected, 1000)).toBe(true);
	expect(readFileSync(copy).equals(content)).toBe(true);
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
/** Endless, whoever asks for it. */
const endless: Answer = (_, response) => {
	response.writeHead(200, { "content-length": 10 * 2 ** 30 });
	const chunk = Buffer.alloc(1 << 16);
	const more = () => {
		while (!response.destroyed && response.write(chunk));
		if (!response.destroyed) response.once("drain", more);
	};
	more();
};
const drip: Answer = (_, response) => {
	response.writeHead(200, { "content-length": content.length });
	const timer = setInterval(() => response.write("x"), 20);
	response.on("close", () => clearInterval(timer));
};

const MISBEHAVIOURS: readonly [string, Answer, RegExp, { readonly lasting: boolean }][] = [
	["says nothing", () => {}, /cannot be reached: nothing comes from it for/, { lasting: true }],
	[
		"stalls in the middle",
		(_, response) => void response.writeHead(200).write("half"),
		/nothing comes from it for/,
		{ lasting: true },
	],
	["sends a byte now and then", drip, /too slow: not done after/, { lasting: true }],
	["hangs up at once", (request) => void request.socket.destroy(), /it hangs up/, { lasting: true }],
	[
		"hangs up in the middle",
		(_, response) =>
			void response
				.writeHead(200, { "content-length": content.length })
				.write("half", () => response.socket?.destroy()),
		/it hangs up/,
		{ lasting: true },
	],
	[
		"ends before its time",
		(_, response) => void response.writeHead(200).end("half"),
		/ends after 4 of 300000 bytes/,
		{ lasting: false },
	],
	["sends ten gigabytes", endless, /larger than it may be/, { lasting: false }],
	[
		"sends other bytes",
		(_, response) => void response.end(Buffer.alloc(content.length)),
		/its digest is another one/,
		{ lasting: false },
	],
	[
		"redirects to another place",
		(_, response) => void response.writeHead(302, { location: "http://me:hidden@127.0.0.1:1/x" }).end(),
		/redirects to "http:\/\/\*\*\*@127\.0\.0\.1:1\/x"/,
		{ lasting: true },
	],
	[
		"redirects to itself",
		(request, response) => void response.writeHead(301, { location: request.url }).end(),
		/redirects to/,
		{ lasting: true },
	],
	[
		"wants a login",
		(_, response) => void response.writeHead(401, { "www-authenticate": "Basic" }).end(),
		/answers 401/,
		{ lasting: true },
	],
	["forbids it", (_, response) => void response.writeHead(403).end("no"), /answers 403/, { lasting: true }],
	["has failed", (_, response) => void response.writeHead(500).end("sorry"), /answers 500/, { lasting: true }],
	[
		"speaks another protocol",
		(request) => void request.socket.end("SSH-2.0-OpenSSH\r\n"),
		/cannot be reached/,
		{ lasting: true },
	],
	[
		"sends headers without end",
		(request) => void request.socket.end(`HTTP/1.1 200 OK\r\nx: ${"x".repeat(99_999)}\r\n\r\n`),
		/cannot be reached/,
		{ lasting: true },
	],
];

describe("a server is given up with where it is, what is wrong and what helps, when it", () => {
	test.each(MISBEHAVIOURS)("%s", async (_, answer, why, { lasting }) => {
		server.misbehave = (request, response) => {
			answer(request, response);
			return true;
		};
		const start = performance.now();
		const { message, next, ...trouble } = await troubleOf(open().download("archive", freshFile(), expected, 600));
		expect(message).toMatch(why);
		expect(message).toContain(server.url);
		expect(message).not.toContain("hidden");
		expect(next).not.toBe("");
		expect(trouble.lasting).toBe(lasting);
		expect(performance.now() - start).toBeLessThan(5000);
	});

	test("does not take what is put", async () => {
		server.misbehave = (_, response) => {
			response.writeHead(403).end();
			return true;
		};
		const file = freshFile();
		writeFileSync(file, content);
		expect((await troubleOf(open().put("archive", { file, bytes: content.length }))).message).toContain("answers 403");
		server.misbehave = (request) => {
			request.pause();
			return true;
		};
		expect((await troubleOf(open().put("archive", { file, bytes: content.length }))).message).toContain(
			"nothing comes",
		);
	});

	test("is not there, and its password is shown nowhere", async () => {
		const { message } = await troubleOf(open("http://me:hidden-word@127.0.0.1:1/layers").text("list", 100));
		expect(message).toContain("http://***@127.0.0.1:1/layers cannot be reached: connect ECONNREFUSED");
	});

	test("is told of by a list that is longer than any", async () => {
		server.misbehave = (request, response) => {
			endless(request, response);
			return true;
		};
		expect((await troubleOf(open().text("list", 1000))).message).toContain("larger than it may be");
	});
});

test("a name and a password in the address are sent, and the end of the build ends a question", async () => {
	const seen: (string | undefined)[] = [];
	server.misbehave = ({ headers }) => {
		seen.push(headers.authorization);
		return true;
	};
	const controller = new AbortController();
	const address = server.url.replace("http://", "http://me:hid%20den@");
	const remote = openRemoteFolder({ address, env: {}, patience: { stallMs: 9000 }, signal: controller.signal });
	const asked = troubleOf(remote.text("list", 100));
	await expect.poll(() => seen.length).toBe(1);
	controller.abort();
	expect((await asked).message).toContain("the build ends");
	expect(seen).toEqual([`Basic ${Buffer.from("me:hid den").toString("base64")}`]);
});
