import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hostState } from "../../support/host-state.js";
import { openTerminal } from "../../support/terminal/open-terminal.js";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";
import { treeOfArchive } from "../../support/tree-of-archive.js";

let shop: Workshop;
let child: ChildProcess | undefined;
let said = "";
const hook = (name: string, text: string) => shop.element(`mine/${name}`, `#!/bin/bash\nset -eu\n${text}\n`);
const page = (text: string) => writeFileSync(join(shop.folder, "elements/mine/static/page"), text);
const waitFor = (words: string | RegExp) => expect.poll(() => said, { interval: 20, timeout: 60_000 }).toMatch(words);

beforeAll(() => {
	shop = openWorkshop();
	hook("install.d/10-slow", "until test -e /tmp/in_target.d/static/go; do sleep 0.05; done; echo one >/one");
	hook("install.d/20-page", "cat /tmp/in_target.d/static/page >/page");
	hook("finalise.d/90-slow", "test ! -e /wait || { echo waits; sleep 60; }");
	shop.element("mine/static/page", "page\n", 0o644);
	shop.element("mine/static/go", "", 0o644);
	shop.write("web.yaml", "version: 1\nelements: [tiny-os, mine]\noutputs: [{format: tar}]\n");
});
afterAll(() => {
	child?.kill("SIGKILL");
	shop.remove();
});

test("a profile is built again when something of it is saved, from the first affected hook on; ctrl+c ends it with 130 and leaves nothing", async () => {
	const before = hostState([shop.temporary]);
	const [node = "", program = ""] = shop.buildArgv([]);
	child = spawn(node, [program, "watch", "./web.yaml", "-n"], { cwd: shop.folder, env: shop.env });
	const exited = once(child, "exit");
	for (const stream of [child.stdout, child.stderr]) {
		stream?.setEncoding("utf8").on("data", (text: string) => {
			said += text;
		});
	}
	const next = async (words: string | RegExp) => {
		await waitFor(words);
		said = "";
	};
	await next(/3 hooks ran, from root\/10-tiny-tree on\n.*ctrl\+c ends it/);

	page("other\n");
	await waitFor(/1 hook ran, from install\/20-page on, 2 from layers\n.*ctrl\+c ends it/);
	expect(said).toContain("elements/mine/static/page was saved");
	said = "";

	// A hook inside the image ends before a newer save ends the build: what it did is kept.
	hook("install.d/20-page", "echo begun; sleep 1; cat /tmp/in_target.d/static/page >/page; touch /wait");
	await waitFor("begun");
	renameSync(
		shop.write("elements/mine/install.d/.new", "#!/bin/bash\necho late >/late\n", 0o755),
		join(shop.folder, "elements/mine/install.d/30-late"),
	);
	await waitFor(/a newer save ends it/);
	await waitFor(/cancelling \(a newer save\)/);
	await next(/ended after .*1 hook ran, from install\/20-page on/);
	// What is not kept is ended at once.
	await waitFor("waits");
	hook("install.d/20-page", "cat /tmp/in_target.d/static/page >/page");
	await waitFor(/watch: ended after/);
	await next(/built in .*\n.*ctrl\+c ends it/);
	expect(treeOfArchive(join(shop.folder, "web.tar")).some((line) => line.includes("late"))).toBe(true);

	writeFileSync(join(shop.folder, "web.yaml"), "version: 1\nelements: [tiny-os, mine\n");
	await next(/cannot be built: .*\n(.*→.*\n)*.*ctrl\+c ends it/);
	renameSync(join(shop.folder, "elements/mine"), join(shop.folder, "elements/away"));
	shop.write("web.yaml", "version: 1\nelements: [tiny-os, mine]\noutputs: [{format: tar}]\n");
	await next(/Element 'mine' not found\n(.*→.*\n)*.*ctrl\+c ends it/);
	renameSync(join(shop.folder, "elements/away"), join(shop.folder, "elements/mine"));
	await next(/built in .*\n.*ctrl\+c ends it/);
	expect(
		readdirSync(shop.folder).filter((name) => /^web.*tar$/.test(name)),
		"no heap of older images",
	).toEqual(["web.tar"]);

	hook("install.d/20-page", "echo begun; sleep 60");
	await waitFor("begun");
	child.kill("SIGINT");
	expect(await exited).toEqual([130, null]);
	expect(existsSync(join(shop.folder, "web.tar"))).toBe(true);
	expect(hostState([shop.temporary])).toEqual(before);
	expect(said).not.toMatch(/Warning|at .*\.js:/);
});

test("on a screen its builds are listed, and ctrl+c ends it with 130", async () => {
	hook("install.d/20-page", "cat /tmp/in_target.d/static/page >/page");
	const [node = "", program = ""] = shop.buildArgv([]);
	const terminal = openTerminal([node, program, "watch", "./web.yaml", "-n"], {
		...{ cols: 80, rows: 24, cwd: shop.folder },
		env: {
			...{ ELEMENTS_PATH: shop.env.ELEMENTS_PATH, DIB_JOURNAL_SIZE: "4" },
			TMPDIR: shop.temporary,
			HOME: shop.env.HOME,
		},
	});
	try {
		await terminal.waitFor(/✔ .*built \d/, 60_000);
		page("on screen\n");
		await terminal.waitFor(/✔ .*built .*\d ran, \d cached.*static\/page[\s\S]*✔ .*the first build/, 60_000);
		await terminal.press("ctrl-c");
		expect(await terminal.exit()).toBe(130);
		expect(terminal.text()).toMatch(/watch: built in .* ran, from install/);
	} finally {
		await terminal.close();
	}
});
