import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { initialState, reduceBuild } from "../../../src/core/run/build-state.js";
import type { BuildEvent } from "../../../src/core/run/events.js";
import { hostState, until } from "../../support/host-state.js";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";

let workshop: Workshop;
let before: ReturnType<typeof hostState>;
beforeEach(() => {
	workshop = openWorkshop();
	before = hostState([workshop.temporary]);
});
afterEach(() => workshop.remove());

interface Held {
	/** What the build has printed so far. */
	output(): string;
	readonly exited: Promise<number | null>;
	/** `diskwright runs ARGS`; succeeds. */
	runs(...args: string[]): Promise<string>;
}

/** Starts a build and waits until it is paused. */
async function hold(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Held> {
	const [program = "", ...rest] = workshop.buildArgv(args);
	const child = spawn(program, rest, {
		cwd: workshop.folder,
		env: { ...workshop.env, ...env },
		stdio: ["ignore", "pipe", "pipe"],
	});
	let said = "";
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding("utf8").on("data", (text: string) => {
			said += text;
		});
	}
	const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
	await until("the pause", 60_000, () => said.includes("paused"));
	return {
		output: () => said,
		exited,
		async runs(...more) {
			const { code, stdout, stderr } = await workshop.diskwright(["runs", ...more]);
			expect(code, stderr).toBe(0);
			return stdout;
		},
	};
}

const FAILS = "#!/bin/bash\necho changed >/half-done\nexit 3\n";
const SUCCEEDS = '#!/bin/bash\nif [ -e /half-done ]; then echo "still there"; exit 4; fi\necho mended\n';

describe("a held build", () => {
	test("is retried with the mended hook, on the tree as it was before the failure", async () => {
		const hook = workshop.element("mine/install.d/10-mine", FAILS);
		const held = await hold(["--on-failure", "hold", "mine"]);
		workshop.element("mine/install.d/10-mine", SUCCEEDS);
		expect(held.output()).toContain(`at ${hook}`);
		await held.runs("retry");
		expect(await held.exited, held.output()).toBe(0);
		expect(held.output()).toContain("mended");
		expect(workshop.images()).toContain("image.raw");
		expect(hostState([workshop.temporary])).toEqual(before);
	});

	test("goes on without the hook that is skipped", async () => {
		workshop.element("mine/install.d/10-mine", FAILS);
		workshop.element("mine/install.d/20-next", "#!/bin/bash\necho next\n");
		const held = await hold(["--on-failure", "hold", "mine"]);
		await held.runs("skip");
		expect(await held.exited, held.output()).toBe(0);
		expect(held.output()).toContain("next");
	});

	test("is stopped with the status of the hook, or by itself when its time is over", async () => {
		workshop.element("mine/install.d/10-mine", FAILS);
		const held = await hold(["--on-failure", "hold", "mine"]);
		await held.runs("stop");
		expect(await held.exited).toBe(1);
		const timed = await hold(["--on-failure", "hold=1s", "mine"]);
		expect(await timed.exited).toBe(1);
		expect(timed.output()).toContain("timeout");
		expect(workshop.images()).toEqual([]);
		expect(hostState([workshop.temporary])).toEqual(before);
	});

	test("is cancelled with clean-up", async () => {
		workshop.element("mine/install.d/10-mine", FAILS);
		const held = await hold(["--on-failure", "hold", "mine"]);
		await held.runs("cancel");
		expect(await held.exited).toBe(130);
		expect(hostState([workshop.temporary])).toEqual(before);
	});

	test("lets a shell into its tree, with the change of the failed hook", async () => {
		workshop.element("mine/install.d/10-mine", FAILS);
		const held = await hold(["--on-failure", "hold", "mine"]);
		const shell = [...workshop.buildArgv([]).slice(0, 2), "runs", "shell"].map((word) => `'${word}'`).join(" ");
		const inside = await workshop.run(["bash", "-c", `echo 'cat /half-done /etc/hostname' | ${shell}`]);
		expect(inside.stdout, inside.stderr).toBe("changed\ntiny\n");
		await held.runs("stop");
		await held.exited;
	});

	test("the first decision wins, and the second is told so", async () => {
		workshop.element("mine/install.d/10-mine", FAILS);
		const held = await hold(["--on-failure", "hold", "mine"]);
		await held.runs("stop");
		const second = await workshop.diskwright(["runs", "retry"]);
		expect(second.code).not.toBe(0);
		expect(second.stderr).toMatch(/not paused|already decided|not running/);
		expect(await held.exited).toBe(1);
	});
});

test("a break point holds the build until it is left (contract §7.7)", async () => {
	workshop.element("mine/install.d/10-mine", "#!/bin/bash\necho after the point\n");
	const held = await hold(["mine"], { break: "before-install" });
	expect(held.output()).not.toContain("after the point");
	await held.runs("continue");
	expect(await held.exited, held.output()).toBe(0);
	expect(held.output()).toContain("after the point");
});

test("secrets appear in no log, event, plan or manifest", async () => {
	workshop.element("mine/install.d/10-mine", '#!/bin/bash\necho "the word is $DIB_MY_PASSWORD, $DIB_PLAIN"\n');
	const env = { DIB_MY_PASSWORD: "correct-horse-battery", DIB_PLAIN: "plain-value" };
	const built = await workshop.build(["mine"], env);
	expect(built.code, built.stderr).toBe(0);
	expect(built.stdout).toContain("the word is ***, plain-value");
	const found = await workshop.run(["grep", "-rl", "correct-horse-battery", "."]);
	expect(found.stdout).toBe("");
});

test("the events of a build, replayed, give the same state and the same plain log, word for word", async () => {
	workshop.element("mine/install.d/10-mine", "#!/bin/bash\nfor i in {1..2000}; do echo line $i; done\n");
	const built = await workshop.build(["mine"]);
	expect(built.code, built.stderr).toBe(0);
	const replayed = await workshop.diskwright(["runs", "replay", "latest", "--progress", "plain"]);
	expect(replayed.stdout).toBe(built.stdout);
	const id = /^build (\S+):/.exec(built.stdout)?.[1] ?? "";
	const file = join(workshop.folder, "state/diskwright/runs", id, "events.ndjson");
	const events = readFileSync(file, "utf8")
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line) as BuildEvent);
	expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index));
	const state = events.reduce(reduceBuild, initialState());
	expect(state).toMatchObject({ status: "ok", exitCode: 0 });
	expect(state.stages.every(({ status }) => status !== "waiting" || status === undefined)).toBe(true);
});

test("the builder stays below 150 MiB whatever a hook prints", async () => {
	workshop.element(
		"loud/cleanup.d/10-loud",
		"#!/bin/bash\nyes 'a line of an endless log, long enough to be worth something' | head -n 3000000\n",
	);
	workshop.element(
		"loud/cleanup.d/20-measure",
		'#!/bin/bash\nfor p in /proc/[0-9]*; do if grep -q builder.js "$p/cmdline"; then grep VmHWM "$p/status"; fi; done\n',
	);
	const built = await workshop.run([...workshop.buildArgv(["loud"]), "--progress", "quiet"]);
	expect(built.code, built.stderr).toBe(0);
	const logs = await workshop.run(["bash", "-c", "cat state/diskwright/runs/*/logs/*20-measure.log"]);
	const peak = Math.max(...[...logs.stdout.matchAll(/VmHWM:\s+(\d+)/g)].map((match) => Number(match[1])));
	console.log(`peak memory of the builder with 3,000,000 logged lines: ${Math.round(peak / 1024)} MiB`);
	expect(peak).toBeGreaterThan(0);
	expect(peak / 1024).toBeLessThan(150);
	const dw = join(import.meta.dirname, "../../../dist/bin/diskwright.js");
	const counting = `"${process.execPath}" "${dw}" runs logs latest --task cleanup/10-loud | wc -l`;
	expect(Number((await workshop.run(["bash", "-c", counting])).stdout)).toBe(3_000_000);
	// The lines are kept once: the file has the two ends, and says where all of it is.
	const file = await workshop.run(["bash", "-c", "cat state/diskwright/runs/*/logs/*10-loud.log"]);
	expect(file.stdout.length).toBeLessThan(6_000_000);
	expect(file.stdout).toMatch(
		/\n\[\d+M left out here; all that is kept: diskwright runs logs \S+ --task cleanup\/10-loud\]\n/,
	);
});
