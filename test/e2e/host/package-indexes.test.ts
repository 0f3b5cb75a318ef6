import { chownSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { BuildEvent } from "../../../src/core/run/events.js";
import { type IndexedPackages, writeSuite } from "../../support/apt-index.js";
import { type LoopbackServer, openLoopbackServer } from "../../support/loopback-server.js";
import { AS_NOBODY, NOBODY } from "../../support/nobody.js";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";
import { treeOfArchive } from "../../support/tree-of-archive.js";

let shop: Workshop;
let server: LoopbackServer;
const archive = () => join(shop.folder, "archive");
const hook = (name: string, text: string) => shop.element(`mine/${name}`, `#!/bin/bash\nset -eu\n${text}\n`);
const RELEASE = "/dists/stable/Release";
const ENDLESS = Number.POSITIVE_INFINITY;

const FIRST: IndexedPackages = { openssl: { Version: "3.0.15-1" }, libc6: { Version: "2.36" }, other: {} };

/** What debootstrap does, in small: unpacks what the mirror has, notes it as dpkg does, and leaves the list. */
const BOOTSTRAP = `
lists=$TARGET_ROOT/var/lib/apt/lists status=$TARGET_ROOT/var/lib/dpkg/status
mkdir -p "$lists" "\${status%/*}" "$TARGET_ROOT/etc/apt" "$TARGET_ROOT/usr/bin"
echo "$DIB_APT_SOURCES_CONF" | sed 's/^[a-z]*://' >"$TARGET_ROOT/etc/apt/sources.list"
curl -fsS "$MIRROR/dists/stable/main/binary-amd64/Packages" >"$lists/mirror_Packages"
awk -v RS= -v ORS='\\n\\n' '/Package: (openssl|libc6)\\n/ { print $0 "\\nStatus: install ok installed" }' "$lists/mirror_Packages" >"$status"
printf '#!/bin/bash\\necho "list of a later day" >/var/lib/apt/lists/mirror_Packages; echo "$@" >>/apt-calls\\n' >"$TARGET_ROOT/usr/bin/apt-get"
chmod +x "$TARGET_ROOT/usr/bin/apt-get"`;

const environment = (): Record<string, string> => ({
	MIRROR: server.url,
	DIB_APT_SOURCES_CONF: `default:deb ${server.url} stable main`,
});

/** What a build of `own.yaml` says, and what became of its hooks. */
async function build(args: readonly string[] = []) {
	const built = await shop.diskwright(["build", ...ARGS, ...args], environment());
	expect(built.code, built.stdout + built.stderr).toBe(0);
	const run = /^build (\S+):/m.exec(built.stdout)?.[1];
	const file = run && join(shop.folder, "state/diskwright/runs", run, "events.ndjson");
	const events = file ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
	const causes: Record<string, string> = {};
	const cached: string[] = [];
	const warnings: string[] = [];
	for (const event of events.map((line) => JSON.parse(line) as BuildEvent)) {
		if (event.type === "task.started" && event.cause !== undefined) causes[event.task] = event.cause;
		if (event.type === "task.finished" && event.outcome === "cached") cached.push(event.task);
		if (event.type === "warning") warnings.push(event.code);
	}
	const tree = () => treeOfArchive(join(shop.folder, "image.tar")).join("\n");
	return { ...built, said: built.stdout + built.stderr, isBuilt: run !== undefined, causes, cached, warnings, tree };
}
const ARGS = ["own.yaml", "-n", "-t", "tar", "-o", "image"];
const UNCHANGED = /Nothing has changed since the build/;

beforeAll(async () => {
	shop = openWorkshop();
	mkdirSync(archive());
	server = await openLoopbackServer(archive());
	writeSuite(archive(), "stable", FIRST);
	hook("root.d/30-bootstrap", BOOTSTRAP);
	hook("install.d/40-mine", "echo one >/mine");
	shop.write("own.yaml", "version: 1\nelements: [tiny-os, mine]\nlayers: true\n");
	expect((await build()).isBuilt).toBe(true);
});
afterAll(() => {
	server.close();
	shop.remove();
});

test("a refreshed index in which nothing that is installed differs: nothing has changed", async () => {
	writeSuite(archive(), "stable", FIRST);
	expect((await build()).stdout).toMatch(UNCHANGED);
	writeSuite(archive(), "stable", { ...FIRST, other: { Version: "2" }, fresh: {} });
	expect((await build()).stdout).toMatch(UNCHANGED);
	expect((await build(["--again"])).cached).toContain("root/30-bootstrap");
});

test("a mirror that is away is told of, and what was known stands", async () => {
	writeSuite(archive(), "stable", FIRST);
	server.fail(RELEASE, { status: 503 }, ENDLESS);
	const { stdout, stderr } = await build();
	server.recover();
	expect(stdout).toMatch(UNCHANGED);
	expect(stderr).toMatch(
		/warning: \S+\/dists\/stable cannot be asked whether its packages have changed: it answers with status 503/,
	);
});

test("a hook that runs on layers with older package lists finds those of today", async () => {
	writeSuite(archive(), "stable", { ...FIRST, another: {} });
	hook("install.d/40-mine", "echo two >/mine; cat /var/lib/apt/lists/* >/seen");
	const { cached, causes, tree } = await build();
	expect(cached).toContain("root/30-bootstrap");
	expect(causes["install/40-mine"]).toMatch(/^hook install.d\/40-mine/);
	expect(tree()).toMatch(/seen/);
	expect(tree()).toMatch(/apt-calls/);
	expect((await build(["--again"])).cached).toEqual(expect.arrayContaining(["root/30-bootstrap", "install/40-mine"]));
	expect((await build()).stdout).toMatch(UNCHANGED);
});

test("a new version of an installed package: plan, row and why name it", async () => {
	writeSuite(archive(), "stable", { ...FIRST, openssl: { Version: "3.0.16-1" } });
	const plan = await shop.diskwright(["plan", ...ARGS], environment());
	expect(plan.stdout).toMatch(/30-bootstrap.*openssl 3\.0\.15-1 → 3\.0\.16-1/);
	const built = await build();
	expect(built.causes["root/30-bootstrap"]).toBe("openssl 3.0.15-1 → 3.0.16-1");
	const why = await shop.diskwright(["why"]);
	expect(why.stdout).toMatch(/30-bootstrap.*\n?.*openssl 3\.0\.15-1 → 3\.0\.16-1/);
	expect((await build()).stdout).toMatch(UNCHANGED);
});

test("who is not root is told the same, and needs no root for it", async () => {
	for (const name of ["own-home", "own-state", "own"]) {
		mkdirSync(join(shop.folder, name));
		chownSync(join(shop.folder, name), NOBODY, NOBODY);
	}
	const own = { ...environment(), HOME: join(shop.folder, "own-home"), XDG_STATE_HOME: join(shop.folder, "own-state") };
	const argv = [...AS_NOBODY, ...shop.buildArgv([]).slice(0, 3), "own.yaml", "-n", "-t", "tar", "-o", "own/image"];
	const sudoers =
		"printf 'ALL ALL=(ALL:ALL) NOPASSWD: ALL\\n' >sudoers; chmod 440 sudoers; mount --bind sudoers /etc/sudoers";
	const withSudo = ["unshare", "--mount", "--propagation", "private", "bash", "-euc", `${sudoers}; exec "$@"`, "bash"];
	const first = await shop.run([...withSudo, ...argv], own);
	expect(first.code, first.stdout + first.stderr).toBe(0);
	writeSuite(archive(), "stable", { ...FIRST, openssl: { Version: "3.0.16-1" }, nobodys: {} });
	const second = await shop.run(argv, own);
	expect(second.stdout + second.stderr).toMatch(UNCHANGED);
});
