import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { packageNames } from "../../src/host/package-names.js";
import { temporaryFolder } from "../support/elements.js";
import { openLoopbackServer } from "../support/loopback-server.js";

const LIST = "dists/bookworm/main/binary-amd64/Packages.gz";

async function mirror() {
	const folder = temporaryFolder();
	mkdirSync(join(folder, LIST, ".."), { recursive: true });
	const list =
		"Package: htop\nVersion: 1\n\nPackage: curl\nDescription: x\n Package: no\n\nPackage: htop\nVersion: 2\n";
	writeFileSync(join(folder, LIST), gzipSync(list));
	const server = await openLoopbackServer(folder);
	onTestFinished(() => server.close());
	const cache = join(temporaryFolder(), "packages");
	const ask = (more = {}) =>
		packageNames({ url: `${server.url}/`, suite: "bookworm", architecture: "amd64", ...more }, cache);
	/** What is kept was fetched two days ago. */
	const age = () => {
		const [file = ""] = readdirSync(cache);
		const then = Date.now() / 1000 - 2 * 24 * 3600;
		utimesSync(join(cache, file), then, then);
	};
	return { server, ask, age };
}

test("the names of a release are fetched once a day and kept for when there is no network", async () => {
	const { server, ask, age } = await mirror();
	expect(await ask({ offline: true })).toBeUndefined();
	expect(await ask()).toEqual(["curl", "htop"]);
	expect(await ask()).toEqual(["curl", "htop"]);
	expect(server.answers).toEqual([`/${LIST} 200`]);
	age();
	expect(await ask({ offline: true })).toEqual(["curl", "htop"]);
	server.fail(`/${LIST}`, { status: 503 }, Number.POSITIVE_INFINITY);
	expect(await ask()).toEqual(["curl", "htop"]);
});

test("a server without the list, one that sends something else, one that hangs up, none at all: not known", async () => {
	const { server, ask } = await mirror();
	expect(await ask({ suite: "no-such" })).toBeUndefined();
	server.fail(`/${LIST}`, { instead: "<html>Please log in</html>" });
	expect(await ask()).toBeUndefined();
	server.fail(`/${LIST}`, { cutAt: 20 });
	expect(await ask()).toBeUndefined();
	expect(await ask({ url: "nonsense" })).toBeUndefined();
	expect(await ask()).toEqual(["curl", "htop"]);
});

test.each([
	["one line that unpacks to 600 MB", () => Buffer.concat(Array(600).fill(gzipSync(Buffer.alloc(2 ** 20))))],
	["a million names", () => gzipSync(Array.from({ length: 1_000_000 }, (_, at) => `Package: p${at}\n`).join(""))],
])("a list that unpacks to more than any list has is none: %s", async (_, list) => {
	const { server, ask } = await mirror();
	server.fail(`/${LIST}`, { instead: list() }, Number.POSITIVE_INFINITY);
	const before = process.memoryUsage().rss;
	expect(await ask()).toBeUndefined();
	expect(process.memoryUsage().rss - before).toBeLessThan(400 * 2 ** 20);
});
