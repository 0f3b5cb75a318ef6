import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hostState, until } from "../../support/host-state.js";
import {
	openTerminal,
	programArgv,
	type Terminal,
	type TerminalOptions,
} from "../../support/terminal/open-terminal.js";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";

const PATIENCE = 90_000;

let workshop: Workshop;
let before: ReturnType<typeof hostState>;
const open: Terminal[] = [];
beforeEach(() => {
	workshop = openWorkshop();
	before = hostState([workshop.temporary]);
});
afterEach(async () => {
	for (const terminal of open.splice(0)) await terminal.close();
	// A test that failed may have left its build held.
	await workshop.diskwright(["runs", "cancel"]);
	await until("the end of the build", PATIENCE, () => isOver());
	workshop.remove();
});

const isOver = () => readFileSync(join(runFolder(), "events.ndjson"), "utf8").includes('"type":"build.finished"');

/** Starts a program in a terminal of the workshop's person. */
function start(argv: readonly string[], options: TerminalOptions = {}): Terminal {
	const { TMPDIR, HOME, XDG_STATE_HOME, XDG_CONFIG_HOME, ELEMENTS_PATH, DIB_JOURNAL_SIZE } = workshop.env;
	const terminal = openTerminal(argv, {
		cols: 120,
		rows: 40,
		cwd: workshop.folder,
		...options,
		env: { TMPDIR, HOME, XDG_STATE_HOME, XDG_CONFIG_HOME, ELEMENTS_PATH, DIB_JOURNAL_SIZE, ...options.env },
	});
	open.push(terminal);
	return terminal;
}

const build = (args: readonly string[], options?: TerminalOptions) =>
	start([...workshop.buildArgv(args), "--yes", "--progress", "tui"], options);

/** The newest run's folder. */
function runFolder(): string {
	const runs = join(workshop.folder, "state/diskwright/runs");
	return join(runs, readdirSync(runs).sort().at(-1) ?? "");
}

describe("a failing hook on the build screen", () => {
	test("is looked at in a shell, mended in the editor, retried and succeeds, in one run", async () => {
		const hook = workshop.element("mine/install.d/10-mine", "#!/bin/bash\necho changed >/half-done\nexit 3\n");
		const editor = workshop.write("editor", `#!/bin/sh\nprintf '#!/bin/bash\\necho mended\\n' >"$1"\n`);
		const terminal = build(["mine"], { env: { EDITOR: `sh ${editor}` } });
		await terminal.waitFor("held for your decision", PATIENCE);
		expect(terminal.text()).toContain("exit code 3");
		expect(terminal.isAlternate()).toBe(true);

		await terminal.press("s");
		await terminal.waitFor((text) => /^bash.*#$/.test(text.trimEnd().split("\n").at(-1) ?? ""));
		expect(terminal.isAlternate()).toBe(false);
		await terminal.type("cat /half-done /etc/hostname\r");
		await terminal.waitFor(/changed\s+tiny/);
		await terminal.type("exit\r");
		await terminal.waitFor("held for your decision");
		expect(terminal.isAlternate()).toBe(true);

		await terminal.press("e");
		await until("the mended hook", PATIENCE, () => readFileSync(hook, "utf8").includes("mended"));
		await terminal.waitFor("held for your decision");
		await terminal.waitFor(() => terminal.isAlternate());
		await terminal.press("r");
		await terminal.waitFor("enter for the result", PATIENCE);
		await terminal.press("q");
		expect(await terminal.exit()).toBe(0);
		expect(terminal.text()).toContain("Build completed successfully");
		expect(workshop.images()).toContain("image.raw");
		expect(hostState([workshop.temporary])).toEqual(before);
	});

	test("is skipped by one screen, and the other one says who decided", async () => {
		workshop.element("mine/install.d/10-mine", "#!/bin/bash\nexit 3\n");
		workshop.element("mine/install.d/20-wait", "#!/bin/bash\nsleep 4\n");
		const first = build(["mine"]);
		await first.waitFor("held for your decision", PATIENCE);
		const second = start(programArgv("diskwright", "runs", "attach"));
		await second.waitFor("held for your decision", PATIENCE);
		await second.press("K");
		await first.waitFor(/decided: skip/, PATIENCE);
		await first.waitFor("enter for the result", PATIENCE);
		await second.waitFor("enter for the result", PATIENCE);
	});

	test("a step of the engine cannot be skipped", async () => {
		workshop.element("mine/environment.d/10-mine.bash", "exit 7\n");
		const terminal = build(["mine"]);
		await terminal.waitFor("held for your decision", PATIENCE);
		await terminal.press("K");
		await terminal.waitFor("cannot be skipped");
		await terminal.press("x");
		await terminal.waitFor("Once more to stop");
		await terminal.press("x");
		await terminal.waitFor(/failed after/, PATIENCE);
		await terminal.press("q");
		expect(await terminal.exit()).not.toBe(0);
	});
});

test("ctrl+c twice cancels with clean-up, and the exit code says so", async () => {
	workshop.element("mine/install.d/10-mine", "#!/bin/bash\necho here I am\nsleep 600\n");
	const terminal = build(["mine"]);
	await terminal.waitFor("here I am", PATIENCE);
	await terminal.press("ctrl-c");
	await terminal.waitFor("Once more to cancel");
	await terminal.press("ctrl-c");
	await terminal.waitFor(/cancelled after/, PATIENCE);
	await terminal.press("q");
	expect(await terminal.exit()).toBe(130);
	expect(workshop.images()).toEqual([]);
	expect(hostState([workshop.temporary])).toEqual(before);
});

test("a build goes on when it is left and when its terminal is killed, and attached again nothing of its log is lost", async () => {
	const LINES = 60_000;
	workshop.element(
		"mine/install.d/10-mine",
		`#!/bin/bash\nfor part in 1 2 3 4 5 6; do seq -f 'line %.0f' $(((part - 1) * 10000 + 1)) $((part * 10000)); sleep 1; done\n`,
	);
	const first = build(["mine"]);
	await first.waitFor(/line \d+/, PATIENCE);
	await first.press("d");
	expect(await first.exit()).toBe(0);
	expect(first.text()).toMatch(/goes on: diskwright runs attach \S+/);
	const killed = start(programArgv("diskwright", "runs", "attach"));
	await killed.waitFor(/line \d+/, PATIENCE);
	killed.kill("SIGKILL");
	const second = start(programArgv("diskwright", "runs", "attach"));
	await second.waitFor("enter for the result", PATIENCE);

	const log = readdirSync(join(runFolder(), "logs")).find((name) => name.includes("10-mine")) ?? "";
	const text = readFileSync(join(runFolder(), "logs", log), "utf8");
	expect(text.split("\n").filter((line) => line.startsWith("line ")).length).toBe(LINES);
	const replayed = await workshop.diskwright(["runs", "logs", "latest", "--task", "install/10-mine"]);
	expect(hash(replayed.stdout)).toBe(hash(text));

	// The first lines are not kept in memory any more: they are fetched when somebody scrolls up to them.
	for (const stage of [
		"cleanup.d",
		"finalise.d",
		"pre-finalise.d",
		"disk",
		"block-device.d",
		"post-root.d",
		"post-install.d",
		"install.d",
	]) {
		await second.press("up");
		await second.waitFor(`╭─ ${stage} ─`);
	}
	await second.press("tab");
	await second.waitFor("scroll");
	await second.press("g");
	await second.waitFor(/1 line 1 /);
	await second.press("/");
	await second.waitFor("enter search");
	await second.type("line 4242");
	await second.waitFor("line 4242");
	await second.press("enter");
	await second.waitFor(/of 11 hits/);
	await second.press("q");
	expect(await second.exit()).toBe(0);
});

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
