import { createHash } from "node:crypto";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { PublishedIndex } from "../../src/core/publish/published-index.js";
import { publishTests, told } from "../support/publish/publish-tests.js";
import { type FakeWebFolder, openFakeWebFolder } from "../support/web/fake-web-folder.js";

let web: FakeWebFolder;
beforeEach(async () => {
	web = await openFakeWebFolder();
});
afterEach(() => web.close());
const { folder, image, publish, failure } = publishTests(() => web.url);

const index = () => JSON.parse(String(web.files.get("index.json"))) as PublishedIndex;
/** Of images, whole or not. */
const served = () => [...web.files.keys()].filter((name) => name !== "index.json");

test("an image is compared by what the server gives back before the index tells of it", async () => {
	const outcome = await publish(image("one"), { rule: { properties: { owner: "web team" }, tags: ["web"] } });
	expect(outcome).toMatchObject({ how: "sent", bytes: 300_000 });
	const [file = ""] = served();
	expect(file).toMatch(/^debian-13-web-[0-9a-f]{6}-\d{8}T\d{6}Z-[0-9a-f]{8}\.raw$/);
	const sha256 = createHash("sha256").update(Buffer.alloc(300_000, "one")).digest("hex");
	expect(index()).toMatchObject({
		diskwright_index: 1,
		latest: { "debian 13/web": file },
		images: [{ file, size: 300_000, sha256, state: "current", tags: ["web"], properties: { owner: "web team" } }],
		unfinished: [],
	});
	const read = web.requests.indexOf(`GET ${file} 200`);
	expect(read).toBeGreaterThan(web.requests.indexOf(`PUT ${file} 201`));
	expect(web.requests.lastIndexOf("PUT index.json 204")).toBeGreaterThan(read);
});

test("a server that tells a digest gives nothing back, and one that renames holds a temporary name first", async () => {
	Object.assign(web, { digests: true, dav: true });
	await publish(image());
	const [file = ""] = served();
	expect(web.requests).toContain(`PUT ${file}.part 201`);
	expect(web.requests).toContain(`MOVE ${file}.part 201`);
	expect(web.requests.filter((line) => line.startsWith(`GET ${file}`))).toEqual([]);
});

test("the same image is not sent again, and older ones go by the rule; what the rule does not own stays", async () => {
	web.files.set("by-hand.qcow2", Buffer.from("x"));
	const path = image();
	const first = await publish(path, { rule: { keep: 2 } });
	expect(await publish(path, { rule: { keep: 2 } })).toMatchObject({ id: first?.id, how: "kept" });
	await publish(image(), { rule: { name: "another rule", keep: 1 } });
	for (let build = 0; build < 3; build++) await publish(image(), { rule: { keep: 2 } });
	expect(told(index())).toEqual(["current", "older hidden", "current"]);
	expect(served()).toHaveLength(4);
	expect(web.files.has("by-hand.qcow2")).toBe(true);
});

test.each([
	[false, ["before", "after"]],
	[true, ["after"]],
] as const)(
	"killed at any request, the next run finishes it, and a good image is told all the time (WebDAV: %s, %s it)",
	async (dav, moments) => {
		Object.assign(web, { dav, digests: dav });
		const options = { state: join(folder, `state-${dav}`), rule: { keep: 2 } };
		for (const old of ["a", "b"]) await publish(image(old, 9000), options);
		const before = [...web.files];
		const path = image("new", 9000);
		const asked = web.requests.length;
		await publish(path, options);
		const requests = web.requests.length - asked;
		expect(requests).toBeGreaterThan(12);
		for (let at = 1; at <= requests; at++) {
			for (const when of moments) {
				web.files.clear();
				for (const [name, data] of before) web.files.set(name, data);
				const signal = killAt(at, when);
				await publish(path, { ...options, signal }).catch(() => undefined);
				const latest = web.files.get(index().latest["debian 13/web"] ?? "");
				expect(latest?.length, `${when} request ${at}`).toBe(9000);
				web.misbehave = undefined;
				await publish(path, options);
				expect(told(index()), `${when} request ${at}`).toEqual(["older hidden", "current"]);
				expect(served().sort(), `${when} request ${at}`).toEqual(
					index()
						.images.map(({ file }) => file)
						.sort(),
				);
			}
		}
	},
);

/** A process that is killed asks nothing more: from that request on nothing comes through. */
function killAt(number: number, when: "before" | "after"): AbortSignal {
	const dead = new AbortController();
	let count = 0;
	web.misbehave = (request, response) => {
		count += 1;
		if (count < number || (count === number && when === "after")) {
			if (count === number) response.on("finish", () => dead.abort());
			return false;
		}
		dead.abort();
		request.resume();
		response.destroy();
		return true;
	};
	return dead.signal;
}

test("an index that somebody else has changed meanwhile is read again, and both are told", async () => {
	let theirs = true;
	web.misbehave = (request) => {
		if (request.method === "PUT" && request.url?.endsWith("/index.json") && theirs) {
			theirs = false;
			const other = { diskwright_index: 1, latest: {}, images: [], unfinished: [], note: "theirs" };
			web.files.set("index.json", Buffer.from(JSON.stringify(other)));
		}
		return false;
	};
	await publish(image());
	expect(web.requests).toContain("PUT index.json 412");
	expect(index()).toMatchObject({ note: "theirs", images: [{ state: "current" }] });
});

test("a wrong digest removes what arrived", async () => {
	web.damage = (data) => Buffer.concat([Buffer.from("!"), data.subarray(1)]);
	expect(await failure(image())).toMatch(/holds is not what was sent: its sha256 is .* It was removed there\n/);
	expect(served()).toEqual([]);
	expect(told(index())).toEqual([]);
});

/** Of the request by which an image is sent. */
const isImage = ({ method, url }: { method?: string; url?: string }) =>
	method === "PUT" && !url?.endsWith("index.json");

test.each([
	["takes nothing so large", 413, /takes nothing so large.*\nRaise its limit \(nginx: client_max_body_size/],
	["has a full disk", 507, /its disk is full.*\nMake room/],
	["is in trouble", 500, /answers 500.*\nPublish again later/],
	["is busy", 503, /answers 503.*\nPublish again later/],
	["lets nobody write", 403, /no right to it.*\nAsk who runs the server/],
	["knows no PUT", 405, /knows no such request.*\nIt has to allow PUT/],
])("a server that %s is told in one paragraph, and nothing half is left", async (_, status, expected) => {
	web.misbehave = (request, response) => {
		if (!isImage(request)) return false;
		request.resume();
		request.on("end", () => response.writeHead(status).end("<h1>no</h1>"));
		return true;
	};
	expect(await failure(image())).toMatch(expected);
	expect(served()).toEqual([]);
	expect(told(index())).toEqual([]);
});

test("an upload that is closed in the middle begins anew", async () => {
	let closed = false;
	web.misbehave = (request) => {
		if (!isImage(request) || closed) return false;
		closed = true;
		request.once("data", () => request.socket.destroy());
		return true;
	};
	expect(await publish(image())).toMatchObject({ how: "sent" });
	expect(told(index())).toEqual(["current"]);
});

test("a server that stalls is left, and nothing of it stays", async () => {
	web.misbehave = isImage;
	expect(await failure(image(undefined, 30_000_000))).toMatch(/stopped taking the image: nothing has moved.*\nPublish/);
	expect(told(index())).toEqual([]);
});

test("a file that changes while it is sent is not published", async () => {
	const path = image(undefined, 40_000_000);
	web.misbehave = (request) => {
		if (isImage(request)) appendFileSync(path, "more");
		return false;
	};
	expect(await failure(path)).toMatch(/changed while it was read/);
	expect(told(index())).toEqual([]);
});

test("a login comes from the address, variables or ~/.netrc; without one it is told how to say it", async () => {
	web.login = "ann:s3 cret";
	expect(await failure(image())).toMatch(/wants another login.*\nSay it: DISKWRIGHT_PUBLISH_USER/);
	const { port } = new URL(web.url);
	const to = `http://ann:s3%20cret@127.0.0.1:${port}/images`;
	expect(await publish(image(), { rule: { to } })).toMatchObject({ how: "sent" });
	const env = { DISKWRIGHT_PUBLISH_USER: "ann", DISKWRIGHT_PUBLISH_PASSWORD: "s3 cret" };
	expect(await publish(image(), { env })).toMatchObject({ how: "sent" });
	web.login = "ann:secret";
	writeFileSync(
		join(folder, ".netrc"),
		"machine other login bob password no\nmachine 127.0.0.1\n login ann password secret\n",
	);
	expect(await publish(image())).toMatchObject({ how: "sent" });
	writeFileSync(join(folder, ".netrc"), "");
});

test.each([
	["no JSON", "<html>", /no index of published images: it is no JSON/],
	["another format", '{"images": 1}', /no index of published images/],
	[
		"names beside the folder",
		readFileSync(join(import.meta.dirname, "../fixtures/publish/hostile-index.json"), "utf8"),
		/no index of published images: images\.0\.file/,
	],
])("an index that is %s is left alone", async (_, text, expected) => {
	web.files.set("index.json", Buffer.from(text));
	expect(await failure(image())).toMatch(expected);
	expect(String(web.files.get("index.json"))).toBe(text);
});

test("what only clouds know is refused", async () => {
	expect(await failure(image(), { rule: { visibility: "public", stores: ["fast"] } })).toMatch(
		/knows nothing of --visibility public, --store: that is for clouds\n/,
	);
});
