import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, inject, test } from "vitest";
import { type PublishRule, USUAL_RULE } from "../../src/core/publish/publish-rule.js";
import { publishFile } from "../../src/publish/publish-file.js";
import { askGlance } from "../support/servers/ask-glance.js";
import { type Meddler, openMeddler } from "../support/servers/meddler.js";

const cloud = inject("cloud");
const glance = askGlance(cloud);
const folder = mkdtempSync("/var/tmp/publish-real-");
let between: Meddler;
let number = 0;
beforeEach(async () => {
	between = await openMeddler(cloud.glance);
});
afterEach(async () => {
	between.close();
	await glance.removeAll();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function image(bytes = 3_000_000): string {
	number += 1;
	const path = join(folder, `image-${number}.img`);
	writeFileSync(path, randomBytes(bytes));
	return path;
}

interface More {
	readonly rule?: Partial<PublishRule>;
	readonly env?: Record<string, string>;
	readonly secret?: (value: string) => void;
}

const publish = (path: string, { rule = {}, env = {}, secret = () => {} }: More = {}) =>
	publishFile({
		...{ path, directory: folder, stateFolder: join(folder, "state"), patience: { backoff: 20, look: 100 } },
		...{
			env: { ...cloud.demo, OS_IMAGE_ENDPOINT_OVERRIDE: between.url, ...env },
			signal: new AbortController().signal,
		},
		...{ secret, progress: () => {}, note: () => {} },
		rule: { ...USUAL_RULE, to: "glance", name: "web", ...rule },
	});

const failure = (path: string, more?: More) =>
	publish(path, more).then(
		() => "went well",
		(error: Error & { next?: string[] }) => [error.message, ...(error.next ?? ["no next step"])].join("\n"),
	);

test("what is served is the file, byte by byte, with what services have to know of it", async () => {
	const path = image();
	const rule = { name: "debian 13/web", tags: ["web"], properties: { os_admin_user: "debian" }, minRam: 512 };
	const outcome = await publish(path, { rule });
	expect(
		createHash("sha512")
			.update(await glance.data(outcome?.id ?? ""))
			.digest("hex"),
	).toBe(outcome?.sha512);
	expect((await glance.data(outcome?.id ?? "")).equals(readFileSync(path))).toBe(true);
	expect(await glance.images()).toMatchObject([
		{
			...{ name: "debian 13/web", status: "active", os_hidden: false, visibility: "private", size: 3_000_000 },
			...{
				disk_format: "raw",
				min_disk: 1,
				min_ram: 512,
				tags: ["web"],
				os_admin_user: "debian",
				hw_disk_bus: "virtio",
			},
			...{ os_hash_algo: "sha512", os_hash_value: outcome?.sha512 },
		},
	]);
});

test("a second run sends nothing, and leaves the image as it is", async () => {
	const path = image();
	const first = await publish(path);
	const before = await glance.images();
	const sent: string[] = [];
	between.before = ({ method }) => {
		sent.push(method ?? "");
		return false;
	};
	expect(await publish(path)).toMatchObject({ id: first?.id, how: "kept" });
	expect(sent.filter((method) => method !== "GET")).toEqual([]);
	expect(await glance.images()).toEqual(before);
});

test("over five builds the newest is shown, two older ones are kept hidden, the others are gone", async () => {
	const ids: (string | undefined)[] = [];
	for (let build = 0; build < 5; build++) {
		ids.push((await publish(image(), { rule: { keep: 3 } }))?.id);
		const shown = (await glance.images()).filter(({ os_hidden }) => !os_hidden);
		expect(shown.map(({ id }) => id)).toEqual([ids.at(-1)]);
	}
	expect((await glance.images()).map(({ id }) => id)).toEqual(ids.slice(2));
});

test("a protected image and one of somebody else's stay as they are", async () => {
	const mine = await publish(image(), { rule: { protected: true } });
	const foreign = (
		await glance.openstack(["image", "create", "web", "--file", image(), "-f", "value", "-c", "id"])
	).trim();
	await publish(image(), { rule: { keep: 1 } });
	const left = await glance.images();
	expect(left.map(({ id, os_hidden }) => [id, os_hidden])).toEqual([
		[mine?.id, false],
		[foreign, false],
		[expect.any(String), false],
	]);
	await glance.openstack(["image", "set", "--unprotected", mine?.id ?? ""]);
});

test("a byte that a proxy flips is seen, and what arrived is removed", async () => {
	between.change = (part, { method }) => {
		if (method === "PUT") part[0] = (part[0] ?? 0) ^ 1;
		return part;
	};
	expect(await failure(image())).toMatch(/holds is not what was sent: its sha512 is [0-9a-f]{16}… in place of /);
	expect(await glance.images()).toEqual([]);
});

test("a token that is revoked before the upload is renewed, and the upload begun anew", async () => {
	let token = "";
	const uploads: boolean[] = [];
	between.before = async ({ method, url }) => {
		if (method !== "PUT" || !url?.endsWith("/file")) return false;
		uploads.push(true);
		if (uploads.length === 1) await glance.revoke(token);
		return false;
	};
	const secret = (value: string) => {
		if (value.length > 40) token = value;
	};
	expect(await publish(image(), { secret })).toMatchObject({ how: "sent" });
	expect(uploads).toHaveLength(2);
	expect(await glance.images()).toHaveLength(1);
});

test("an upload whose connection breaks off is begun anew, and leaves nothing of the first", async () => {
	let uploads = 0;
	between.before = ({ method }) => {
		if (method === "PUT") uploads += 1;
		return method === "PUT" && uploads === 1;
	};
	expect(await publish(image(20_000_000))).toMatchObject({ how: "sent" });
	expect((await glance.images()).map(({ status }) => status)).toEqual(["active"]);
});

test("a store that is imported into holds the same bytes", async () => {
	const path = image();
	const outcome = await publish(path, { rule: { method: "import", stores: ["fast"] } });
	expect((await glance.data(outcome?.id ?? "")).equals(readFileSync(path))).toBe(true);
});

test.each<[string, () => string, More, RegExp]>([
	[
		"more than the quota",
		() => image(70_000_000),
		{},
		/^The cloud OS_\* does not take the image: a quota is reached, or it takes no image so large/,
	],
	[
		"a store without room",
		() => image(),
		{ rule: { stores: ["full"] } },
		/The cloud OS_\* does not take the image: .*no room|its state is "(killed|queued)|a quota is reached/s,
	],
	[
		"no right to make it public",
		() => image(),
		{ rule: { visibility: "public" } },
		/does not make room for the image: you have no right to it[^\n]*\nAsk who runs the cloud; .* --visibility private or community/,
	],
	[
		"a wrong password",
		() => image(),
		{ env: { OS_PASSWORD: "wrong" } },
		/does not let you log in: the name or the password of demo is wrong.*\nCorrect it in clouds.yaml/s,
	],
	["a project of others", () => image(), { env: { OS_PROJECT_NAME: "service" } }, /does not let you log in/],
	[
		"no such region",
		() => image(),
		{ env: { OS_REGION_NAME: "Nowhere", OS_IMAGE_ENDPOINT_OVERRIDE: "" } },
		/has no Image service in the region Nowhere\nIt has it in: RegionOne, RegionTwo/,
	],
	[
		"a region where nobody answers",
		() => image(),
		{ env: { OS_REGION_NAME: "RegionTwo", OS_IMAGE_ENDPOINT_OVERRIDE: "" } },
		/^127.0.0.1:9 \(cloud OS_\*\) cannot be asked: .*ECONNREFUSED/,
	],
	[
		"no Keystone at the address",
		() => image(),
		{ env: { OS_AUTH_URL: cloud.glance } },
		/^There is no Identity service v3 at /,
	],
	["a cloud that no file describes", () => image(), { rule: { to: "glance:lab" } }, /^There is no cloud lab: no /],
	[
		"a store that does not exist",
		() => image(),
		{ rule: { stores: ["nowhere"] } },
		/^The cloud OS_\* does not take the image/,
	],
])("%s is told in a paragraph with the next step, and nothing is left", async (_, file, more, said) => {
	expect(await failure(file(), more)).toMatch(said);
	expect(await glance.images()).toEqual([]);
});
