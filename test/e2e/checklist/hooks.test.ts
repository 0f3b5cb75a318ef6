import { chmodSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PHASES, type Phase, whereRuns } from "../../../src/core/hooks/phases.js";
import { type Probe, probeBuild } from "../../support/probe.js";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";

/** One build whose elements use every rule of the hooks tree and of the runner. */
let workshop: Workshop;
let probe: Probe;

beforeAll(async () => {
	workshop = openWorkshop();
	const { element } = workshop;
	for (const [name, text] of Object.entries(TREE)) element(`one/${name}`, text, 0o644);
	element("two/data/of-two", "", 0o644);
	element("two/static/etc/a", "of two\n", 0o644);
	chmodSync(element("one/data/modes", ""), 0o750);
	symlinkSync("of-one", join(workshop.folder, "elements/one/data/link"));
	element("one/real-hook", '#!/bin/bash\necho "$0" >/probe/linked\n');
	element("one/install.d/20-x", '#!/bin/bash\necho "20-x" >>/probe/order\n');
	symlinkSync("../real-hook", join(workshop.folder, "elements/one/install.d/40-linked"));
	for (const name of ["9-z", "10-b", "10-a", "10-B", "100-b", "foo.sh", "x", "30-dir/50-inside"]) {
		element(`one/install.d/${name}`, `#!/bin/bash\necho "${name}" >>/probe/order\n`);
	}
	element("one/install.d/60-plain", "#!/bin/bash\necho 60-plain >>/probe/order\n", 0o644);
	element("one/extra-data.d/10-list", LIST);
	for (const phase of ["pre-install", "install", "post-install", "finalise"]) {
		element(`one/${phase}.d/70-inside`, INSIDE);
	}
	for (const phase of PHASES.filter((each) => whereRuns(each) === "host")) {
		element(`one/${phase}.d/70-outside`, '#!/bin/bash\n[ ! -e "$TMP_MOUNT_PATH/tmp/in_target.d" ]\n');
	}
	probe = await probeBuild(workshop, ["-t", "raw", "one", "two"]);
});
afterAll(() => workshop.remove());

const TREE = {
	"data/of-one": "one\n",
	"data/.hidden": "",
	"tests/never": "",
	"__pycache__/never": "",
	"test-elements/kept": "",
	"top-file": "",
	"top.pyc": "",
	"static/etc/a": "of one\n",
	// The order of snippets is that of bytes: 05, 10, 9.
	"environment.d/10-second.bash": 'export SNIPPETS="$SNIPPETS 10"\n',
	"environment.d/9-third": 'export SNIPPETS="$SNIPPETS 9"\nNOT_EXPORTED=x\n',
	"environment.d/05-first": `export SNIPPETS=05 SNIPPET_FLAGS="$- $(shopt -o pipefail | tr -s '[:space:]' ' ')"\n`,
	"environment.d/50 blank": 'export SNIPPETS="$SNIPPETS blank"\n',
	"environment.d/60-kept~": 'export SNIPPETS="$SNIPPETS tilde"\n',
};

const LIST = `#!/bin/bash
set -eu
(cd "$TMP_HOOKS_PATH" && find . | sort) >"$PROBE/tree"
stat -c '%a %F' "$TMP_HOOKS_PATH/data/modes" >"$PROBE/mode"
readlink "$TMP_HOOKS_PATH/data/link" >"$PROBE/link"
cat "$TMP_HOOKS_PATH/static/etc/a" >"$PROBE/static"
echo "from extra-data" >"$TMP_HOOKS_PATH/made-late"
`;

const INSIDE = `#!/bin/bash
set -eu
phase=$(basename "$(dirname "$0")" .d)
cat /tmp/in_target.d/made-late >"/probe/$phase.late"
if touch /tmp/in_target.d/written 2>/dev/null; then echo writable; else echo read-only; fi >"/probe/$phase.access"
`;

const CHROOT_PHASES = PHASES.filter((phase) => whereRuns(phase) === "chroot");

/** A build that is expected to end with a failure. */
async function failing(elements: readonly string[]) {
	const ended = await workshop.diskImageCreate(["-n", "-t", "raw", "-o", "failing", "tiny-os", ...elements]);
	expect(readdirSync(workshop.folder).filter((name) => name.startsWith("failing"))).toEqual([]);
	return { code: ended.code, log: ended.stdout + ended.stderr };
}

test("15.28 all sub-directories but tests and __pycache__ are merged; top-level files too, but *.pyc", () => {
	const tree = probe.outside("tree").split("\n");
	const merged = ["./data/of-one", "./data/of-two", "./test-elements/kept", "./top-file", "./install.d/60-plain"];
	expect(tree).toEqual(expect.arrayContaining(merged));
	expect(tree.filter((name) => /tests\b|__pycache__|pyc|hidden/.test(name))).toEqual([]);
});

test("15.29 two elements with the same install.d/50-x fail the build", async () => {
	workshop.element("left/install.d/50-x", "#!/bin/bash\n");
	workshop.element("right/install.d/50-x", "#!/bin/bash\n");
	const { code, log } = await failing(["left", "right"]);
	expect(code).toBe(1);
	expect(log).toMatch(/There is a duplicated hook in your elements: \S*left\/install.d\/50-x and \S*right\/install.d/);
});

test("15.30 two elements with static/etc/a do not fail", () => {
	expect(probe.outside("static")).toMatch(/^of (one|two)\n$/);
});

test("15.31 modes and links are preserved; a linked hook runs with $0 = the link's path", () => {
	expect([probe.outside("mode"), probe.outside("link")]).toEqual(["750 regular empty file\n", "of-one\n"]);
	expect(probe.inside("linked")).toBe("/tmp/in_target.d/install.d/40-linked\n");
	expect(probe.at("root").hook).toBe(`${probe.at("root").env.TMP_HOOKS_PATH}/root.d/50-probe`);
});

test("15.32 files written to $TMP_HOOKS_PATH in extra-data are readable in all later chroot phases", () => {
	for (const phase of CHROOT_PHASES) expect(probe.inside(`${phase}.late`), phase).toBe("from extra-data\n");
});

test("15.33 /tmp/in_target.d is read-only, and absent outside the chroot phases", () => {
	for (const phase of CHROOT_PHASES) expect(probe.inside(`${phase}.access`), phase).toBe("read-only\n");
	for (const phase of PHASES) {
		const mounted = probe.at(phase).mounts.some(({ point }) => point === "/tmp/in_target.d");
		expect(mounted, phase).toBe(whereRuns(phase) === "chroot");
	}
});

const order = () => probe.inside("order").trimEnd().split("\n");

test("15.34 only executable regular files matching ^[0-9A-Za-z_-]+$ run", () => {
	const tree = probe.outside("tree");
	for (const name of ["foo.sh", "60-plain", "30-dir/50-inside"]) {
		expect(tree).toContain(`./install.d/${name}\n`);
		expect(order()).not.toContain(name);
	}
});

test("15.35 order: by leading number, ties bytewise", () => {
	expect(order()).toEqual(["x", "9-z", "10-B", "10-a", "10-b", "20-x", "100-b"]);
});

const snippetsAt = (phase: Phase) => probe.at(phase).env.SNIPPETS;

test("15.36 environment.d is sourced before every phase, inside and outside, bytewise, under set -eu -o pipefail", () => {
	for (const phase of PHASES) {
		expect(snippetsAt(phase), phase).toMatch(/^05 10 9\b/);
		const [flags = "", ...pipefail] = (probe.at(phase).env.SNIPPET_FLAGS as string).split(" ");
		expect([flags.includes("e"), flags.includes("u"), pipefail.join(" ")], phase).toEqual([true, true, "pipefail on "]);
	}
});

test("15.37 non-executable snippets are sourced; names with blanks or ~ are not", () => {
	expect([...new Set(PHASES.map(snippetsAt))]).toEqual(["05 10 9"]);
	expect(probe.at("install").env.NOT_EXPORTED).toBeUndefined();
});

test("15.38 a snippet's exit 3 aborts the build with status 3 before any hook of the phase", async () => {
	workshop.element("gate/environment.d/50-gate", "echo the gate; exit 3\n", 0o644);
	workshop.element("gate/root.d/00-hook", "#!/bin/bash\necho the hook ran\n");
	const { code, log } = await failing(["gate"]);
	expect(code).toBe(3);
	expect(log).toContain("the gate");
	expect(log).not.toContain("the hook ran");
	workshop.element("unset/environment.d/50-unset", 'export X="$NO_SUCH_VARIABLE"\n', 0o644);
	expect((await failing(["unset"])).code).toBe(1);
});

test("15.38 a snippet's exit 0 ends the phase without its hooks, and the build goes on", async () => {
	workshop.element("skips/environment.d/99-skips", "if [ -d /tmp/in_target.d ]; then exit 0; fi\n", 0o644);
	workshop.element("skips/install.d/10-never", "#!/bin/bash\nexit 1\n");
	workshop.element("skips/cleanup.d/10-after", "#!/bin/bash\necho the hook after\n");
	const ended = await workshop.diskImageCreate(["-n", "-t", "raw", "-o", "skips", "tiny-os", "skips"]);
	expect(ended.code, ended.stdout + ended.stderr).toBe(0);
	expect(ended.stdout + ended.stderr).toContain("the hook after");
});

test("15.39 a hook failing with status 7 makes the build exit 7 and later hooks do not run", async () => {
	workshop.element("seven/install.d/10-seven", "#!/bin/bash\nexit 7\n");
	workshop.element("seven/install.d/11-later", "#!/bin/bash\necho the later hook\n");
	workshop.element("seven/cleanup.d/10-later", "#!/bin/bash\necho the later hook\n");
	const { code, log } = await failing(["seven"]);
	expect(code).toBe(7);
	expect(log).not.toContain("the later hook");
});

test("15.40 a phase directory without runnable files succeeds", async () => {
	workshop.element("idle/pre-install.d/10-idle", "#!/bin/bash\nexit 1\n", 0o644);
	workshop.element("idle/post-root.d/10-idle.sh", "#!/bin/bash\nexit 1\n");
	const ended = await workshop.diskImageCreate(["-n", "-t", "raw", "-o", "idle", "tiny-os", "idle"]);
	expect(ended.code, ended.stdout + ended.stderr).toBe(0);
});

test("15.41 a profile of seconds per script is printed after each phase", () => {
	const text = probe.log.replaceAll(/^\S+ \S+ \| /gm, "");
	const tables = [...text.matchAll(/^dib-run-parts Target: (\S+)\.d\n([\s\S]*?)END PROFILING/gm)];
	expect(tables.map(([, phase]) => phase)).toEqual(PHASES);
	const rows = tables.map(([, , table = ""]) =>
		[...table.matchAll(/^dib-run-parts (\S+) +\d+\.\d{3}$/gm)].map(([, name]) => name),
	);
	expect(rows[PHASES.indexOf("root")]).toEqual(["10-tiny-tree", "50-probe", "70-outside"]);
	expect(rows[PHASES.indexOf("post-root")]).toEqual(["50-probe", "70-outside"]);
	expect(rows[PHASES.indexOf("cleanup")]).toEqual(["50-probe", "70-outside"]);
	expect(rows[PHASES.indexOf("install")]).toEqual([...rows[PHASES.indexOf("install")]!].sort());
});
