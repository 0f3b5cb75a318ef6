import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listenSomewhere } from "../../../src/engine/builder/listen-somewhere.js";
import { temporaryFolder } from "../../support/elements.js";

let server: Server;
let folder: string;
beforeEach(() => {
	server = createServer((socket) => socket.end("heard"));
	folder = temporaryFolder();
	for (const name of ["run", "first", "second", "tmp"]) mkdirSync(join(folder, name));
});
afterEach(() => server.close());

const caller = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, umask: 0o022 };
const listen = (...bases: string[]) =>
	listenSomewhere(
		server,
		{ runFolder: join(folder, "run"), caller, plan: { settings: { tmp: join(folder, "tmp") } } },
		bases.map((name) => join(folder, name)),
	);

function answer(path: string): Promise<string> {
	return new Promise((resolve, reject) =>
		connect(path)
			.on("error", reject)
			.on("data", (data) => resolve(String(data))),
	);
}

test("a folder that cannot be used is passed over for the next one", async () => {
	writeFileSync(join(folder, "file"), "");
	const { path } = await listen("gone", "file", "first", "second");
	expect(path.startsWith(join(folder, "first"))).toBe(true);
	expect(await answer(path)).toBe("heard");
	expect(readdirSync(join(folder, "second"))).toEqual([]);
});

test("the build's own folder for temporary files is the last one", async () => {
	const { path } = await listen("gone");
	expect(path.startsWith(join(folder, "tmp"))).toBe(true);
	expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
	expect(readFileSync(join(folder, "run/leftovers"), "utf8")).toBe(`${dirname(path)}\n`);
});

test("a server that listens where its socket cannot be handed over goes on to the next folder, and leaves nothing", async () => {
	server.once("listening", () => rmSync(String(server.address())));
	const { path } = await listen("first", "second");
	expect(path.startsWith(join(folder, "second"))).toBe(true);
	expect(await answer(path)).toBe("heard");
	expect(readdirSync(join(folder, "first"))).toEqual([]);
});

test("where no folder can be used, all of them are named with their reasons", async () => {
	rmSync(join(folder, "tmp"), { recursive: true });
	await expect(listen("gone")).rejects.toMatchObject({
		code: "no-socket",
		message: expect.stringContaining(`${join(folder, "gone")}: nothing can be made there`),
	});
	expect(server.listening).toBe(false);
	expect(existsSync(join(folder, "run/leftovers"))).toBe(false);
});
