import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { parseDpkgStatus } from "../../../src/core/apt/dpkg-status.js";
import { allDifferences, differenceText, type Input } from "../../../src/core/layers/input.js";
import { PackageIndexes } from "../../../src/layers/packages/package-indexes.js";
import { INDEX_PATIENCE } from "../../../src/layers/packages/patience.js";
import { type IndexedPackages, packagesText, writeSuite } from "../../support/apt-index.js";
import { temporaryFolder } from "../../support/elements.js";
import { openLoopbackServer } from "../../support/loopback-server.js";

const INDEX: IndexedPackages = { openssl: { Version: "3.0.15-1", Depends: "libc6" }, libc6: {}, other: {} };
const STATUS = parseDpkgStatus(
	packagesText({
		openssl: { Status: "install ok installed", Depends: "libc6" },
		libc6: { Status: "install ok installed" },
	}),
);
const RELEASE = "/dists/stable/Release";
const PACKAGES = "/dists/stable/main/binary-amd64/Packages.gz";

/** A mirror, and what a build reads of it. */
async function mirror(packages = INDEX) {
	const archive = temporaryFolder();
	writeSuite(archive, "stable", packages);
	const server = await openLoopbackServer(archive);
	onTestFinished(() => server.close());
	const folder = join(temporaryFolder(), "indexes");
	const sources = [{ uri: server.url, suite: "stable", components: ["main"] }];
	const said: string[] = [];
	const patience = { ...INDEX_PATIENCE, releaseMs: 300, indexMs: 300, textBytes: 1 << 20 };
	/** Each build asks once. */
	const build = (more: { offline?: boolean; folder?: string } = {}) =>
		new PackageIndexes({ folder, env: {}, offline: false, tell: (message) => said.push(message), patience, ...more });
	const record = async (one = build()) => {
		await one.ask(sources);
		return one.inputs(sources, STATUS);
	};
	/** What the next build says of what this one has read. */
	const look = async (read: readonly Input[], one = build()) => {
		const now = await one.look([{ name: "content of x", value: "1" }, ...read]);
		const differences = allDifferences(read, now?.inputs ?? []).map(differenceText);
		return { differences, refreshed: now?.refreshed, current: now?.current };
	};
	return { archive, server, folder, sources, said, build, record, look };
}

const HIT = { differences: [] as string[] };

test("a task has read the index of its mirror, its packages, and nothing else", async () => {
	const { record, server, look, said } = await mirror();
	const read = await record();
	expect(read.map(({ name }) => name)).toEqual([
		`index of ${server.url} stable main amd64`,
		"package libc6",
		"package openssl",
		"packages of a base system",
	]);
	expect(await look(read)).toMatchObject({ ...HIT, refreshed: false });
	expect(said).toEqual([]);
	expect(server.answers.filter((answer) => answer.startsWith(PACKAGES))).toEqual([`${PACKAGES} 200`]);
	expect(server.answers.at(-1)).toBe(`${RELEASE} 304`);
});

test.each<[string, IndexedPackages, string | undefined]>([
	["another date", INDEX, undefined],
	["a package that nobody has installed", { ...INDEX, fresh: {} }, undefined],
	["another version of one that nobody has installed", { ...INDEX, other: { Version: "2" } }, undefined],
	["a new version", { ...INDEX, openssl: { ...INDEX.openssl, Version: "3.0.16-1" } }, "openssl 3.0.15-1 → 3.0.16-1"],
	[
		"another dependency",
		{ ...INDEX, openssl: { ...INDEX.openssl, Depends: "libc6, other" } },
		"openssl 3.0.15-1 is not what it was: it needs other packages, or was made anew",
	],
])("an index with %s", async (_, packages, difference) => {
	const { archive, record, look } = await mirror();
	const read = await record();
	writeSuite(archive, "stable", packages);
	expect((await look(read)).differences).toEqual(difference === undefined ? [] : [difference]);
});

test("what was found to be the same is not compared again, and counts as the index that it is", async () => {
	const { archive, record, look, server } = await mirror();
	const read = await record();
	writeSuite(archive, "stable", { ...INDEX, fresh: {} });
	const first = await look(read);
	expect(first).toMatchObject({ ...HIT, refreshed: true });
	server.fail(PACKAGES, { status: 500 }, Number.POSITIVE_INFINITY);
	expect(await look(read)).toEqual(first);
	expect(await look(first.current ?? [])).toMatchObject({ ...HIT, refreshed: false });
});

test("a mirror that is away, stalls or is broken: what was known stands, and it is said", async () => {
	const { archive, record, look, server, said } = await mirror();
	const read = await record();
	writeSuite(archive, "stable", { ...INDEX, openssl: { Version: "9" } });
	for (const [fault, why] of [
		[{ stallAt: 10 }, /cannot be asked whether its packages have changed: there is no whole answer within 0.3 s/],
		[{ cutAt: 10 }, /cannot be asked/],
		[{ status: 503 }, /status 503/],
	] as const) {
		server.fail(RELEASE, fault, Number.POSITIVE_INFINITY);
		expect(await look(read)).toMatchObject(HIT);
		expect(said.splice(0)).toEqual([expect.stringMatching(why)]);
		server.recover();
	}
	expect((await look(read)).differences).toEqual(["openssl 3.0.15-1 → 9"]);
	server.close();
	const { differences } = await look(read);
	expect(differences, "what was seen last of it").toEqual(["openssl 3.0.15-1 → 9"]);
	expect(said.splice(0)).toEqual([expect.stringContaining("ECONNREFUSED")]);
});

test("offline nothing is asked, and nothing is said of it", async () => {
	const { archive, record, look, server, said, build } = await mirror();
	const read = await record();
	writeSuite(archive, "stable", {});
	server.recover();
	expect(await look(read, build({ offline: true }))).toMatchObject(HIT);
	expect(await look(read, build({ offline: true, folder: temporaryFolder() }))).toMatchObject(HIT);
	expect([server.answers, said]).toEqual([[], []]);
});

test.each([
	["a page for a login", { instead: "<html>Please log in</html>" }, /no Release file: a page for a login\?$/],
	["not allowed", { status: 403 }, /status 403$/],
])("an answer that is no Release file counts as another index: %s", async (_, fault, why) => {
	const { record, look, server } = await mirror();
	const read = await record();
	server.fail(RELEASE, fault, Number.POSITIVE_INFINITY);
	expect((await look(read)).differences).toEqual([expect.stringMatching(why)]);
	const unknown = await record();
	expect(unknown[0]?.value).toMatch(why);
	expect(await look(unknown), "as long as nothing more is known").toMatchObject(HIT);
	server.recover();
	expect((await look(unknown)).differences[0]).toMatch(/: no Release file: .* → \w{12}$/);
});

test("a suite that is gone counts as another index", async () => {
	const { archive, record, look } = await mirror();
	const read = await record();
	rmSync(join(archive, "dists"), { recursive: true });
	expect((await look(read)).differences).toEqual([expect.stringMatching(/no Release file: status 404$/)]);
});

test.each<[string, (archive: string) => void]>([
	["is not there", (archive) => rmSync(join(archive, PACKAGES))],
	["is another one", (archive) => writeFileSync(join(archive, PACKAGES), gzipSync(packagesText(INDEX)))],
	["is none", (archive) => writeFileSync(join(archive, PACKAGES), "<html>")],
	[
		"unpacks to more than any has",
		(archive) => writeFileSync(join(archive, PACKAGES), gzipSync(Buffer.alloc(1 << 22))),
	],
])("a new index that %s: nobody can say what has changed, so all has", async (_, spoil) => {
	const { archive, record, look, server } = await mirror();
	const read = await record();
	writeSuite(archive, "stable", { ...INDEX, fresh: {} });
	rmSync(join(archive, PACKAGES.replace(".gz", "")));
	spoil(archive);
	expect((await look(read)).differences).toEqual([
		expect.stringMatching(new RegExp(`^index of ${server.url} stable main amd64: \\w{12} → \\w{12}$`)),
	]);
});

test("a mirror in the middle of an update has the index under its checksum; packed by xz alone it is read too", async () => {
	const { archive, record, look } = await mirror();
	const read = await record();
	const packages = packagesText({ ...INDEX, fresh: {} });
	const packed = execFileSync("xz", ["-c"], { input: packages });
	const sum = createHash("sha256").update(packed).digest("hex");
	const folder = join(archive, "dists/stable/main/binary-amd64");
	mkdirSync(join(folder, "by-hash/SHA256"), { recursive: true });
	writeFileSync(join(folder, "by-hash/SHA256", sum), packed);
	writeFileSync(
		join(archive, RELEASE),
		`Suite: stable\nArchitectures: amd64\nComponents: main\nSHA256:\n ${sum} 1 main/binary-amd64/Packages.xz\n`,
	);
	expect(await look(read)).toMatchObject({ ...HIT, refreshed: true });
});

test("a release that was written while the task ran, and was not asked for before, may not be what it has read", async () => {
	const { archive, build, sources } = await mirror();
	const late = build();
	const file = join(archive, RELEASE);
	writeFileSync(file, readFileSync(file));
	expect((await late.inputs(sources, STATUS))[0]?.value).toBe("not known");
});

test("a folder that cannot be written or holds something else remembers nothing, no more", async () => {
	const { archive, record, look, build, folder } = await mirror();
	const nowhere = () => build({ folder: "/dev/null/none" });
	const read = await record(nowhere());
	writeSuite(archive, "stable", { ...INDEX, openssl: { Version: "9" } });
	expect((await look(read, nowhere())).differences).toEqual(["openssl 3.0.15-1 → 9"]);
	await look(read);
	for (const name of readdirSync(folder)) if (name.startsWith("release-")) writeFileSync(join(folder, name), "{");
	expect((await look(read)).differences).toEqual(["openssl 3.0.15-1 → 9"]);
});

test("what was made while a mirror could not be asked counts no more once it answers", async () => {
	const { server, record, look } = await mirror();
	server.fail(RELEASE, { status: 503 }, Number.POSITIVE_INFINITY);
	const read = await record();
	expect(await look(read)).toMatchObject(HIT);
	server.recover();
	expect((await look(read)).differences).toEqual([expect.stringMatching(/^index of .*: not known → \w{12}$/)]);
});

test("an index that cannot be read counts as a whole", async () => {
	const { archive, record, look, server } = await mirror();
	server.fail(PACKAGES, { status: 404 }, Number.POSITIVE_INFINITY);
	rmSync(join(archive, PACKAGES.replace(".gz", "")));
	const read = await record();
	expect(read[0]?.value).toMatch(/^not read: [0-9a-f]{64}$/);
	expect(await look(read)).toMatchObject(HIT);
	writeSuite(archive, "stable", { ...INDEX, fresh: {} });
	expect((await look(read)).differences).toEqual([
		expect.stringMatching(/^index of .*: not read: \w{12} → not read: \w{12}$/),
	]);
});

test("what has read no index is not looked at", async () => {
	const { build, server } = await mirror();
	expect(await build().inputs([], STATUS), "sources of which nothing is told").toEqual([]);
	expect(await build().look([{ name: "content of x", value: "1" }])).toBeUndefined();
	expect(server.answers).toEqual([]);
});
