import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { type PublishRule, USUAL_RULE } from "../../src/core/publish/publish-rule.js";
import type { SendProgress } from "../../src/core/publish/target.js";
import { publishFile } from "../../src/publish/publish-file.js";
import { type FakeCloud, openFakeCloud, PASSWORD } from "../support/glance/fake-cloud.js";

const folder = mkdtempSync("/tmp/publish-");
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let cloud: FakeCloud;
let notes: string[];
let number = 0;
beforeEach(async () => {
	cloud = await openFakeCloud();
	notes = [];
});
afterEach(() => cloud.close());

const PATIENCE = { answer: 3000, stall: 400, backoff: 5, look: 10, import: 2000 };

/** A file of other bytes each time. */
function image(text = `disk ${number}`, bytes = 3_000_000): string {
	number += 1;
	const path = join(folder, `image-${number}.img`);
	writeFileSync(path, Buffer.alloc(bytes, text));
	return path;
}

const variables = () => ({
	...{ OS_AUTH_URL: cloud.url, OS_USERNAME: "demo", OS_PASSWORD: PASSWORD, OS_PROJECT_NAME: "web" },
	HOME: folder,
});

interface More {
	readonly rule?: Partial<PublishRule>;
	readonly env?: Record<string, string>;
	readonly signal?: AbortSignal;
	readonly state?: string;
	readonly dryRun?: boolean;
	readonly progress?: (progress: SendProgress) => void;
}

const publish = (path: string, { rule = {}, env = variables(), ...more }: More = {}) =>
	publishFile({
		...{ path, env, directory: folder, patience: PATIENCE, stateFolder: more.state ?? join(folder, "state") },
		...{ signal: more.signal ?? new AbortController().signal, secret: () => {}, progress: more.progress ?? (() => {}) },
		...{ note: (text: string) => notes.push(text), dryRun: more.dryRun ?? false },
		rule: { ...USUAL_RULE, to: "glance", name: "debian 13/web", ...rule },
	});

const failure = (path: string, more?: More) =>
	publish(path, more).then(
		() => "went well",
		(error: Error & { next?: string[] }) => [error.message, ...(error.next ?? ["no next step"])].join("\n"),
	);

test("an image is hidden until all of it is there and has been compared", async () => {
	const seen: unknown[] = [];
	cloud.misbehave = (request) => {
		if (request.method === "PUT")
			seen.push([...cloud.images.values()].map(({ os_hidden, status }) => ({ os_hidden, status })));
		return false;
	};
	const path = image("one", 2_500_000);
	const outcome = await publish(path, { rule: { tags: ["web"], properties: { os_admin_user: "debian" } } });
	expect(seen).toEqual([[{ os_hidden: true, status: "queued" }]]);
	expect(outcome).toMatchObject({ how: "sent", bytes: 2_500_000, name: "debian 13/web" });
	expect(cloud.visible("debian 13/web")).toMatchObject([
		{
			...{
				disk_format: "raw",
				container_format: "bare",
				visibility: "private",
				tags: ["web"],
				os_admin_user: "debian",
			},
			...{ min_disk: 1, diskwright_rule: "debian 13/web", diskwright_stage: "current", hw_disk_bus: "virtio" },
			"owner_specified.openstack.sha256": createHash("sha256").update(Buffer.alloc(2_500_000, "one")).digest("hex"),
		},
	]);
	expect(cloud.headersOfUploads[0]).toMatchObject({ "x-openstack-image-size": "2500000", "content-length": "2500000" });
});

test("the same image is not sent again", async () => {
	const path = image();
	const first = await publish(path);
	const second = await publish(path);
	expect(second).toMatchObject({ id: first?.id, how: "kept" });
	expect(cloud.headersOfUploads).toHaveLength(1);
});

test("older images are hidden, and removed when there are more than are kept; foreign and protected ones stay", async () => {
	const foreign = {
		id: "foreign",
		name: "debian 13/web",
		status: "active",
		os_hidden: false,
		created_at: "2020-01-01T00:00:00Z",
		updated_at: "2020-01-01T00:00:00Z",
	};
	cloud.images.set("foreign", foreign);
	cloud.images.set("stranger", {
		...foreign,
		id: "stranger",
		owner: "another-project",
		diskwright_rule: "debian 13/web",
		diskwright_stage: "current",
	});
	const first = await publish(image(), { rule: { keep: 2 } });
	Object.assign(cloud.images.get(first?.id ?? "") ?? {}, { protected: true });
	const ids = [];
	for (let build = 0; build < 4; build++) ids.push((await publish(image(), { rule: { keep: 2 } }))?.id);
	const left = [...cloud.images.values()].map(({ id, os_hidden }) => [id, os_hidden]);
	expect(left).toEqual([
		["foreign", false],
		["stranger", false],
		[first?.id, false],
		[ids[2], true],
		[ids[3], false],
	]);
});

test("of two machines that publish at once each leaves the image that was shown later", async () => {
	let other: Promise<unknown> | undefined;
	// The other machine begins when this one has shown its image, and is through before this one looks again.
	cloud.misbehave = async (request) => {
		const isSecondList =
			request.method === "GET" &&
			/os_hidden=false/.test(request.url ?? "") &&
			cloud.visible("debian 13/web").length > 0;
		if (isSecondList && !other) {
			other = publish(image(), { state: join(folder, "other-machine") });
			await other;
		}
		return false;
	};
	await publish(image());
	expect([...cloud.images.values()].map(({ os_hidden }) => os_hidden)).toEqual([true, false]);
});

test("an older image that is published again is the one that is found", async () => {
	const old = image();
	const first = await publish(old);
	const second = await publish(image(), { rule: { older: "leave" } });
	expect(await publish(old)).toMatchObject({ id: first?.id, how: "kept", retired: [second?.id] });
	expect(cloud.visible("debian 13/web").map(({ id }) => id)).toEqual([first?.id]);
});

test("older images are renamed where the rule says so", async () => {
	await publish(image(), { rule: { older: "rename" } });
	await publish(image(), { rule: { older: "rename" } });
	expect([...cloud.images.values()].map(({ name }) => name)).toEqual([
		expect.stringMatching(/^debian 13\/web 2026-01-01T00:00:\d\dZ$/),
		"debian 13/web",
	]);
});

test("a dry run says what would be sent and hidden, and changes nothing", async () => {
	const first = await publish(image());
	notes.length = 0;
	await publish(image(), { dryRun: true });
	expect(notes.slice(1)).toEqual([
		"would send 2.9M as debian 13/web",
		`would hide ${first?.id} (debian 13/web): a newer one has taken its place`,
	]);
	expect(cloud.images.size).toBe(1);
});

test("killed before or after any request, the next run finishes it, and a good image is shown all the time", async () => {
	const state = join(folder, "state-killed");
	const options = { state, rule: { keep: 2 } };
	for (const old of ["a", "b"]) await publish(image(old, 9000), options);
	const before = structuredClone([...cloud.images]);
	const asked = cloud.requests.length;
	const path = image("new", 9000);
	await publish(path, options);
	const requests = cloud.requests.length - asked;
	expect(requests).toBeGreaterThan(8);
	for (let at = 1; at <= requests; at++) {
		for (const when of ["before", "after"] as const) {
			cloud.images.clear();
			for (const [id, one] of structuredClone(before)) cloud.images.set(id, one);
			const { signal } = killAt(at, when);
			await publish(path, { ...options, signal }).catch(() => undefined);
			expect(cloud.visible("debian 13/web").length, `${when} request ${at}`).toBeGreaterThan(0);
			cloud.misbehave = undefined;
			await publish(path, options);
			const left = [...cloud.images.values()].map((one) => `${one.status} ${one.os_hidden ? "hidden" : "shown"}`);
			expect(left.sort(), `${when} request ${at}`).toEqual(["active hidden", "active shown"]);
		}
	}
}, 30_000);

/** A process that is killed asks nothing more: from that request on nothing comes through. */
function killAt(number: number, when: "before" | "after"): AbortController {
	const dead = new AbortController();
	let count = 0;
	cloud.misbehave = (request, response) => {
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
	return dead;
}

test("a wrong digest removes what arrived", async () => {
	cloud.damage = (data) => Buffer.concat([data.subarray(0, 5), Buffer.from([(data[5] ?? 0) ^ 1]), data.subarray(6)]);
	expect(await failure(image())).toMatch(
		/^What Glance of OS_\* \(project web\) holds is not what was sent: its sha512 is .* It was removed there\n/,
	);
	expect(cloud.images.size).toBe(0);
});

test("a file that changes while it is sent is not published", async () => {
	// More than lies between both ends.
	const path = image(undefined, 40_000_000);
	cloud.misbehave = (request) => {
		if (request.method === "PUT") appendFileSync(path, "more");
		return false;
	};
	expect(await failure(path)).toMatch(/changed while it was read/);
	expect(cloud.images.size).toBe(0);
});

test("a token that ends meanwhile is renewed, and the upload begun anew", async () => {
	let ended = false;
	cloud.misbehave = (request) => {
		if (request.method !== "PUT" || ended) return false;
		ended = true;
		cloud.tokens.clear();
		return false;
	};
	expect(await publish(image())).toMatchObject({ how: "sent" });
	expect(cloud.logins).toHaveLength(2);
	expect(cloud.visible("debian 13/web")).toHaveLength(1);
	expect(cloud.images.size).toBe(1);
});

test.each([
	["answers 500 once", 500, 1],
	["answers 503 twice", 503, 2],
])("a server that %s is asked again", async (_, status, times) => {
	let left = times;
	cloud.misbehave = (request, response) => {
		if (request.method !== "PUT" || left === 0) return false;
		left -= 1;
		request.resume();
		request.on("end", () => response.writeHead(status).end());
		return true;
	};
	expect(await publish(image())).toMatchObject({ how: "sent" });
	expect(cloud.images.size).toBe(1);
});

test("a connection that is closed in the middle begins anew", async () => {
	let closed = false;
	cloud.misbehave = (request) => {
		if (request.method !== "PUT" || closed) return false;
		closed = true;
		request.once("data", () => request.socket.destroy());
		return true;
	};
	expect(await publish(image())).toMatchObject({ how: "sent" });
	expect(cloud.images.size).toBe(1);
});

test("a server that stalls is left, and nothing of it stays", async () => {
	cloud.misbehave = (request) => request.method === "PUT";
	expect(await failure(image(undefined, 30_000_000))).toMatch(
		/stopped taking the image: nothing has moved for .* What it had is removed\nPublish again/,
	);
	expect(cloud.images.size).toBe(0);
});

test("what is cancelled leaves nothing", async () => {
	const cancel = new AbortController();
	cloud.misbehave = (request) => {
		if (request.method === "PUT") cancel.abort();
		return false;
	};
	await expect(publish(image(), { signal: cancel.signal })).rejects.toThrow();
	expect(cloud.images.size).toBe(0);
});

test.each([
	["no cloud", { HOME: folder }, {}, /^No cloud is named: there is no .*clouds\.yaml.*\n.*source openrc/],
	["an unknown cloud", { HOME: folder }, { to: "glance:nowhere" }, /^There is no cloud nowhere/],
	[
		"a wrong password",
		{ OS_PASSWORD: "wrong" },
		{},
		/does not let you log in: the name or the password of demo is wrong/,
	],
	[
		"a token that has ended",
		{ OS_PASSWORD: "", OS_TOKEN: "old" },
		{},
		/the token has expired.*\nGet a new one: openstack token issue/,
	],
	[
		"a region that it has not",
		{ OS_REGION_NAME: "Mars" },
		{},
		/no Image service in the region Mars\nIt has it in: RegionOne/,
	],
	[
		"an address where nobody listens",
		{ OS_AUTH_URL: "http://127.0.0.1:1/v3" },
		{},
		/^127\.0\.0\.1:1 .* cannot be asked/,
	],
	["a target that is none", {}, { to: "s9:x" }, /^'s9:x' is no place to publish to/],
] as const)("%s is told in one paragraph with the next step", async (_, env, rule, expected) => {
	const whole = "HOME" in env ? env : { ...variables(), ...env };
	expect(await failure(image(), { env: whole, rule })).toMatch(expected);
	expect(cloud.images.size).toBe(0);
});

test.each([
	[
		"no right to make it public",
		403,
		"You are not authorized to complete publicize_image action.",
		/you have no right to it: You are not authorized/,
	],
	["a quota", 413, "The size of the data 99 will exceed the limit.", /a quota is reached.*exceed the limit/],
	["a server in trouble", 500, "", /answers 500.*Nothing half is left there/],
	["a deletion by somebody else", 404, "gone", /somebody has deleted the image meanwhile/],
])("%s, said by the server, is told with the next step", async (_, status, text, expected) => {
	cloud.misbehave = (request, response) => {
		if (request.method !== "PUT") return false;
		request.resume();
		request.on("end", () => response.writeHead(status).end(text));
		return true;
	};
	expect(await failure(image())).toMatch(expected);
	expect(cloud.images.size).toBe(0);
});

test("that it may not be public is found out before anything is sent", async () => {
	cloud.mayPublic = false;
	expect(await failure(image(), { rule: { visibility: "public" } })).toMatch(/no right to it.*\n.*--visibility/);
	expect(cloud.headersOfUploads).toEqual([]);
});

test("an image whose state becomes killed is removed", async () => {
	cloud.misbehave = async (request, response) => {
		if (request.method !== "PUT") return false;
		for (const one of cloud.images.values()) one.status = "killed";
		request.resume();
		request.on("end", () => response.writeHead(204).end());
		return true;
	};
	expect(await failure(image())).toMatch(/did not keep the image: its state is "killed".*disk of the server/);
	expect(cloud.images.size).toBe(0);
});

test("several stores are reached by an import", async () => {
	await publish(image(), { rule: { stores: ["fast", "slow"] } });
	expect(cloud.requests).toContain("PUT /v2/images/ID/stage 204");
	expect(cloud.visible("debian 13/web")).toHaveLength(1);
	cloud.importMethods = ["web-download"];
	expect(await failure(image(), { rule: { method: "import" } })).toMatch(/offers no import by glance-direct/);
});

test("what a server fetches itself is compared with the file", async () => {
	const path = image("web");
	const server = createServer((_, response) => response.end(Buffer.alloc(3_000_000, "web"))).listen(0, "127.0.0.1");
	await new Promise((resolve) => server.once("listening", resolve));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
	expect(await publish(path, { rule: { method: "web-download", url } })).toMatchObject({ how: "sent" });
	expect(await failure(image("other"), { rule: { method: "web-download", url } })).toMatch(/is not what was sent/);
	server.close();
});

test("clouds.yaml and secure.yaml are read as openstacksdk reads them", async () => {
	const home = join(folder, "home");
	mkdirSync(join(home, ".config/openstack"), { recursive: true });
	const file = (name: string, text: string) => writeFileSync(join(home, ".config/openstack", name), text);
	file(
		"clouds.yaml",
		`clouds: {lab: {profile: vendor, region_name: RegionOne, auth: {username: demo, project_name: web}}}\n`,
	);
	file("secure.yaml", `clouds: {lab: {auth: {password: ${PASSWORD}}}}\n`);
	file(
		"clouds-public.yaml",
		`public-clouds: {vendor: {auth: {auth_url: "${cloud.url}/v3/", user_domain_name: Users, project_domain_id: d7}}}\n`,
	);
	await publish(image(), { env: { HOME: home }, rule: { to: "lab" } });
	expect(cloud.logins).toMatchObject([
		{
			auth: {
				identity: { password: { user: { name: "demo", domain: { name: "Users" }, password: PASSWORD } } },
				scope: { project: { name: "web", domain: { id: "d7" } } },
			},
		},
	]);
});

test("an application credential names no project", async () => {
	const env = {
		HOME: folder,
		OS_AUTH_URL: cloud.url,
		OS_APPLICATION_CREDENTIAL_ID: "c1",
		OS_APPLICATION_CREDENTIAL_SECRET: PASSWORD,
	};
	await publish(image(), { env });
	expect(cloud.logins).toEqual([
		{
			auth: {
				identity: { methods: ["application_credential"], application_credential: { id: "c1", secret: PASSWORD } },
			},
		},
	]);
});
