import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createSocket } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hook, makeRepository, type TestRepository } from "../support/git-repository.js";
import { until } from "../support/host-state.js";
import type { Finished } from "../support/run-program.js";
import { openWorkshop, type Workshop } from "../support/tiny-build.js";

/** Repositories as a git server of its own gives them, on loopback. */
let served: Workshop;
let daemon: ChildProcess;
let address: string;
let workshop: Workshop;
let house: TestRepository;

beforeAll(async () => {
	served = openWorkshop();
	const port = await freePort();
	const options = [
		"--export-all",
		`--base-path=${served.folder}`,
		"--listen=127.0.0.1",
		`--port=${port}`,
		"--reuseaddr",
	];
	daemon = spawn("git", ["daemon", ...options, served.folder], { stdio: "ignore", detached: true });
	address = `git://127.0.0.1:${port}`;
});
afterAll(async () => {
	process.kill(-(daemon.pid as number), "SIGTERM");
	await once(daemon, "exit");
	served.remove();
});
beforeEach(() => {
	workshop = openWorkshop();
	rmSync(join(served.folder, "house"), { recursive: true, force: true });
	house = makeRepository(join(served.folder, "house"));
	house.commit({ "elements/hello/install.d/10-hello": hook("hello of the house") });
});
afterEach(() => workshop.remove());

async function freePort(): Promise<number> {
	const server = createSocket().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, "close");
	return port;
}

/** Runs diskwright and expects it to succeed; returns what it printed. */
async function done(...args: string[]): Promise<string> {
	const { code, stdout, stderr } = await workshop.diskwright(args);
	expect(code, stdout + stderr).toBe(0);
	return stdout;
}
const json = async (...args: string[]) => JSON.parse(await done(...args, "--json"));
const addHouse = async () => json("elements", "add", `${address}/house`);

/** A message of one paragraph with the next step, and no stack. */
function refused({ code, stdout, stderr }: Finished, status: number, ...parts: (string | RegExp)[]): void {
	for (const part of parts) expect(stderr).toMatch(part);
	expect(code, stdout + stderr).toBe(status);
	expect(stderr.match(/^error: /gm)).toHaveLength(1);
	expect(stderr).toContain("→");
	expect(stderr).not.toMatch(/\n\s+at .*\.(js|ts):\d+/);
}

const profileFile = () => join(workshop.folder, "config/diskwright/profiles/web.yaml");
const saveWeb = (...flags: string[]) => done("profiles", "save", "web", "tiny-os", "-n", "hello", ...flags);

describe("a collection from its server to the image", () => {
	test("is added, listed, explored, planned and built; its commit stands everywhere", async () => {
		const { commit } = await addHouse();
		expect(commit).toBe(house.git("rev-parse", "HEAD"));
		const short = commit.slice(0, 12);
		expect(await done("elements", "list")).toMatch(
			new RegExp(`^house +${short} +just now +1 element +${address}/house`),
		);
		expect(await done("explore", "hello", "--source", "house")).toMatch(new RegExp(`source +house@${short}`));
		const plan = await json("plan", "tiny-os", "-n", "hello", "--source", `house@${commit}`);
		expect(plan.sources).toMatchObject([{ name: "house", version: commit, origin: `${address}/house` }]);
		expect(plan.elementsPath.at(-2)).toBe(plan.sources[0].folders[0]);
		expect(await done("plan", "tiny-os", "hello", "-n", "--source", "house")).toContain(
			`Sources of elements\n  house  ${commit}  ${address}/house\n    hello`,
		);
		const built = await workshop.build(["hello", "--source", "house", "--progress", "plain"]);
		expect(built.code, built.stdout + built.stderr).toBe(0);
		expect(built.stdout).toContain("hello of the house");
		const manifest = JSON.parse(readFileSync(join(workshop.folder, "image.manifest.json"), "utf8"));
		expect(manifest.elementSources).toEqual([{ name: "house", version: commit, origin: `${address}/house` }]);
		const sources = manifest.elements.map((one: { name: string; source?: string }) => [one.name, one.source]);
		expect(sources).toEqual([
			["hello", `house@${short}`],
			["tiny-os", undefined],
		]);
	});

	test("a profile stays at its commit while the collection moves, until it is moved too", async () => {
		const { commit: old } = await addHouse();
		await saveWeb("--source", "house");
		expect(readFileSync(profileFile(), "utf8")).toContain(
			`sources:\n  - name: house\n    from: ${address}/house\n    commit: ${old}\n`,
		);
		const next = house.commit({
			"elements/hello/install.d/10-hello": hook("hello again"),
			"elements/bye/element-deps": "hello\n",
		});
		const updated = await workshop.diskwright(["elements", "update", "house"]);
		expect(updated.stdout).toMatch(
			new RegExp(`^house  ${old.slice(0, 12)} \\(.*\\) → ${next.slice(0, 12)} \\(.*\\)\n  \\+ bye\n  ~ hello\n$`),
		);
		expect(updated.stderr).toContain(`The profile 'web' stays at ${old.slice(0, 12)}`);
		expect((await json("plan", "web")).sources).toMatchObject([{ version: old }]);
		expect(await done("elements", "update", "house", "--pin", "web")).toMatch(/is the newest/);
		expect((await json("plan", "web")).sources).toMatchObject([{ version: next }]);
	});

	test("another host fetches exactly the commit that the profile names", async () => {
		const { commit } = await addHouse();
		await saveWeb("--source", "house");
		house.commit({ "elements/hello/install.d/10-hello": hook("too new") });
		rmSync(join(workshop.folder, "data"), { recursive: true });
		const missing =
			/needs the elements house@[0-9a-f]{12} of git:\/\/127\.0\.0\.1:\d+\/house, which are not on this host/;
		refused(await workshop.diskwright(["plan", "web"]), 3, missing, "diskwright elements fetch web");
		refused(await workshop.diskwright(["build", "web"]), 3, missing);
		refused(await workshop.diskwright(["build", "web", "--yes", "--offline"]), 3, missing, "ask no network");
		const build = ["build", "web", "-t", "raw", "-o", "image", "--size", "200MiB", "--yes", "--progress", "plain"];
		const { code, stdout, stderr } = await workshop.diskwright(build);
		expect(code, stdout + stderr).toBe(0);
		expect(stderr).toContain(`fetching house@${commit.slice(0, 12)}`);
		expect(stdout).toContain("hello of the house");
		expect(stdout).not.toContain("too new");
		expect((await json("plan", "web", "--offline")).sources).toMatchObject([{ version: commit }]);
	});

	test("a profile that is exported as a command and imported again has its sources", async () => {
		await addHouse();
		await saveWeb("--source", "house", "--source", "diskimage-builder");
		const exported = await workshop.diskwright(["profiles", "export", "web"]);
		expect(exported.stdout).toMatch(/^ELEMENTS_PATH=\S+\/elements disk-image-create /);
		expect(exported.stderr).toContain("elsewhere it is git://");
		await done("profiles", "import", "--command", exported.stdout, "--name", "back");
		expect((await json("profiles", "show", "back")).profile.sources).toEqual([
			expect.objectContaining({ name: "house", from: `${address}/house` }),
		]);
		const again = await workshop.run(["bash", "-c", `${exported.stdout.trim()} --help >/dev/null && echo read`]);
		expect(again.stdout).toContain("read");
	});

	test("a plain web server, which knows nothing of git, is enough", async () => {
		const { server, url } = await serveFiles(served.folder);
		try {
			house.git("update-server-info");
			const added = await json("elements", "add", `${url}/house/.git`, "--name", "web-house");
			expect(added).toMatchObject({ commit: house.git("rev-parse", "HEAD"), elements: 1 });
		} finally {
			server.close();
		}
	});
});

async function serveFiles(folder: string): Promise<{ server: Server; url: string }> {
	const server = createServer((request, response) => {
		const file = join(folder, decodeURIComponent((request.url ?? "").split("?")[0] as string));
		if (!existsSync(file) || !file.startsWith(folder)) return response.writeHead(404).end();
		try {
			return response.end(readFileSync(file));
		} catch {
			return response.writeHead(404).end();
		}
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe("DIB's own elements where they are installed", () => {
	test("the doctor finds them, and a flag is enough to use them", async () => {
		const findings = await workshop.diskwright(["doctor", "--json"]);
		const found = JSON.parse(findings.stdout).filter((one: { group: string }) => one.group === "Elements");
		expect(found[0]).toMatchObject({ name: "diskimage-builder", state: "ok" });
		expect(found[0].detail).toMatch(/^3\.\d+\.\d+, \d+ elements in \/usr\/lib\/python3\S+ \(Debian package/);
		const plan = await json("plan", "tiny-os", "sysctl", "-n", "--source", "diskimage-builder");
		const sysctl = plan.resolution.selected.find((one: { name: string }) => one.name === "sysctl");
		expect(sysctl.path).toContain("/diskimage_builder/elements/sysctl");
		expect(sysctl.source).toMatch(/^diskimage-builder@3\./);
		expect((await json("plan", "tiny-os", "sysctl", "-n")).resolution.selected).not.toContainEqual(sysctl);
	});

	test("a checkout that was added under that name wins", async () => {
		house.commit({ "diskimage_builder/elements/only-here/element-deps": "" });
		await done(
			"elements",
			"add",
			`${address}/house`,
			"--name",
			"diskimage-builder",
			"--folder",
			"diskimage_builder/elements",
		);
		const plan = await json("plan", "tiny-os", "only-here", "-n", "--source", "diskimage-builder");
		expect(plan.sources).toMatchObject([{ origin: `${address}/house` }]);
	});

	test("another version than the profile was made with is used, with a warning", async () => {
		workshop.write(
			"p.yaml",
			"version: 1\nelements: [tiny-os]\nsources:\n  - {name: diskimage-builder, installed: '1.0'}\n",
		);
		const { warnings } = await json("plan", "./p.yaml", "-n");
		expect(warnings).toContainEqual(expect.objectContaining({ code: "source-version" }));
	});

	test("a profile that needs what is not installed says how to get it", async () => {
		workshop.write("p.yaml", "version: 1\nelements: [tiny-os]\nsources:\n  - {name: other-elements, installed: '1'}\n");
		refused(await workshop.diskwright(["plan", "./p.yaml"]), 3, "other-elements 1, which is not installed");
	});
});

describe("while a build uses a collection", () => {
	test("an update changes nothing for it, and a removal is refused", async () => {
		house.commit({
			"elements/waits/extra-data.d/10-waits": `#!/bin/bash\nset -eu\ntouch ${workshop.folder}/waiting\nfor i in $(seq 600); do [ -e ${workshop.folder}/go ] && exit 0; sleep 0.2; done\nexit 1\n`,
			"elements/waits/install.d/90-waits": hook("the old words"),
		});
		await addHouse();
		const building = workshop.build(["waits", "hello", "--source", "house", "--progress", "plain"]);
		await until("the hook", 120_000, () => existsSync(join(workshop.folder, "waiting")));
		house.commit({ "elements/waits/install.d/90-waits": hook("the new words") }, ["elements/hello"]);
		expect(await done("elements", "update", "house")).toContain("- hello");
		refused(
			await workshop.diskwright(["elements", "remove", "house", "--yes"]),
			2,
			"in use by a build that runs",
			"runs cancel",
		);
		workshop.write("go", "");
		const { code, stdout, stderr } = await building;
		expect(code, stdout + stderr).toBe(0);
		expect(stdout).toContain("the old words");
		expect(await done("elements", "remove", "house", "--yes")).toContain("house is removed");
	});
});

test("removing asks, and says which profiles need it; it can be added again as it was", async () => {
	const { commit } = await addHouse();
	await saveWeb("--source", "house");
	refused(await workshop.diskwright(["elements", "remove", "house"]), 2, "nobody has said yes", "web");
	const removed = await workshop.diskwright(["elements", "remove", "house", "--yes"]);
	expect(removed.stderr).toContain("These profiles need it and fetch it again: web");
	expect(readdirSync(join(workshop.folder, "data/diskwright/repositories"))).toEqual([]);
	const again = /diskwright (elements add .*)/.exec(removed.stderr)?.[1] as string;
	await done(...again.split(" "));
	expect((await json("plan", "web")).sources).toMatchObject([{ version: commit }]);
});

describe("what goes wrong is one paragraph with the next step", () => {
	const diskwright = (...args: string[]) => workshop.diskwright(args);

	test("a server that nobody reaches, a repository that is not there, a commit that vanished", async () => {
		refused(
			await diskwright("elements", "add", "git://127.0.0.1:9/x"),
			3,
			"Nothing can be fetched from git:",
			"git ls-remote",
		);
		refused(await diskwright("elements", "add", `${address}/nope`), 3, "Nothing can be fetched from");
		refused(await diskwright("elements", "add", "./nope"), 2, /nope is not a folder/, "https://");
		const gone = "d".repeat(40);
		refused(await diskwright("elements", "add", `${address}/house`, "--ref", gone), 2, "commit dddddddddddd is not in");
		workshop.write(
			"p.yaml",
			`version: 1\nelements: [tiny-os]\nsources:\n  - {name: a, from: '${address}/house', commit: ${gone}}\n`,
		);
		refused(await diskwright("elements", "fetch", "./p.yaml"), 2, "commit dddddddddddd is not in", "another commit");
		expect(existsSync(join(workshop.folder, "data/diskwright/sources"))).toBe(false);
	});

	test("two collections with one name, on this host and in a profile", async () => {
		await addHouse();
		refused(
			await diskwright("elements", "add", `${address}/house`),
			2,
			"a collection called 'house' already",
			"--name NAME",
		);
		workshop.write("p.yaml", "version: 1\nsources:\n  - {name: a, installed: x}\n  - {name: a, installed: y}\n");
		refused(await diskwright("plan", "./p.yaml"), 2, "two sources called 'a'", "p.yaml:4:12");
	});

	test("no elements in it, or not where they are said to be", async () => {
		const empty = makeRepository(join(served.folder, "empty"));
		empty.commit({ "README.rst": "Nothing.\n" });
		refused(
			await diskwright("elements", "add", `${address}/empty`),
			2,
			"There are no elements in git:",
			"--ref BRANCH",
		);
		refused(
			await diskwright("elements", "add", `${address}/house`, "--folder", "x"),
			2,
			"in the folder x",
			"in it: elements",
		);
		rmSync(empty.folder, { recursive: true });
	});

	test("links in circles, names that are not UTF-8 and broken YAML spoil one element, not the others", async () => {
		symlinkSync("loop", join(house.folder, "elements/loop"));
		const folder = Buffer.concat([Buffer.from(join(house.folder, "elements/n")), Buffer.from([0xff])]);
		mkdirSync(folder);
		writeFileSync(Buffer.concat([folder, Buffer.from("/element-deps")]), "");
		const deep = join(house.folder, "elements/hello/static/etc/");
		mkdirSync(deep, { recursive: true });
		writeFileSync(Buffer.concat([Buffer.from(deep), Buffer.from([0xfe])]), "data");
		house.commit({
			"elements/broken/element.yaml": "title: [\n",
			"elements/broken/element-deps": "",
			"elements/unread/element-deps/x": "",
		});
		const added = await diskwright("elements", "add", `${address}/house`);
		expect(added.code, added.stderr).toBe(0);
		for (const part of ["! loop: it is a link that leads in a circle", "name is not UTF-8", "! broken: ", "! unread: "])
			expect(added.stdout).toContain(part);
		expect(await done("elements", "list")).toContain("elements/broken/element.yaml:2");
		expect(await done("explore", "--source", "house")).toContain("Cannot be used");
		const unread = await diskwright("plan", "tiny-os", "hello", "--element", "unread", "-n", "--source", "house");
		refused(unread, 2, "Element 'unread' not found", "It is there but cannot be used");
		const built = await workshop.build(["hello", "broken", "--source", "house", "--progress", "plain"]);
		expect(built.code, built.stdout + built.stderr).toBe(0);
		expect(built.stdout).toContain("hello of the house");
	});

	test("no git on this host", async () => {
		const bin = join(workshop.folder, "bin");
		mkdirSync(bin);
		symlinkSync("/bin/bash", join(bin, "bash"));
		const { code, stderr, stdout } = await workshop.diskwright(["elements", "add", `${address}/house`], { PATH: bin });
		refused({ code, stderr, stdout, seconds: 0 }, 3, "git, which is not installed", "apt-get install git");
	});

	test("a data folder that cannot be written to", async () => {
		const env = { XDG_DATA_HOME: "/proc/1/none" };
		const finished = await workshop.diskwright(["elements", "add", `${address}/house`], env);
		refused(finished, 3, "/proc/1/none", "Set XDG_DATA_HOME");
	});

	test("a name that is none of the collections, and an element of one that is not used", async () => {
		await addHouse();
		refused(
			await diskwright("plan", "tiny-os", "--source", "hous"),
			2,
			"no collection of elements called 'hous'",
			"mean house",
		);
		refused(await diskwright("plan", "tiny-os", "hello"), 2, "no element 'hello'", "add --source house");
		refused(await diskwright("explore", "hello"), 2, "add --source house");
		refused(await diskwright("elements", "update", "hous"), 2, "There are: house");
		refused(await diskwright("plan", "tiny-os", "--source", "house@abc"), 2, "names no commit");
	});

	test("one of several collections that cannot be updated leaves the others updated", async () => {
		const other = join(served.folder, "other");
		cpSync(house.folder, other, { recursive: true });
		await addHouse();
		await done("elements", "add", `${address}/other`);
		rmSync(other, { recursive: true });
		house.commit({ "elements/new/element-deps": "" });
		const { code, stdout, stderr } = await diskwright("elements", "update");
		expect(code).toBe(1);
		expect(stdout).toContain("+ new");
		expect(stderr).toContain("'other' stays as it was");
	});
});

test("git itself is not needed for a collection that is here", async () => {
	const git = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
	expect(git).not.toBe("");
	const { commit } = await addHouse();
	const bin = join(workshop.folder, "bin");
	mkdirSync(bin);
	const { code, stdout } = await workshop.diskwright(
		["plan", "tiny-os", "-n", "hello", "--source", "house", "--json"],
		{ PATH: bin },
	);
	expect(code).toBe(0);
	expect(JSON.parse(stdout).sources[0].version).toBe(commit);
});
