import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hostState, nothingStays, processesNaming, until } from "../../support/host-state.js";
import { type Started, startProgram } from "../../support/start-program.js";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";

/** How many moments of the first two seconds are tried; more of them find rarer ones. */
const MOMENTS = Number(process.env.STOP_MOMENTS ?? 15);

let workshop: Workshop;
let marker: string;
beforeAll(() => {
	workshop = openWorkshop();
	marker = `TEST_MARKER=${workshop.folder}`;
	workshop.element("sleeper/install.d/10-sleep", "#!/bin/sh\necho sleeping\nexec sleep 600\n");
});
afterAll(() => workshop.remove());

const start = (argv: readonly string[]) =>
	startProgram(argv, { cwd: workshop.folder, env: { ...workshop.env, TEST_MARKER: workshop.folder } });

const build = () => start(workshop.buildArgv(["sleeper", "--progress", "plain"]));

/** Resolves when the program's own code runs: before that Node ends by the signal itself, and nothing has begun. */
async function listens({ cli }: Started): Promise<void> {
	const caught = () => {
		// Node itself catches the other signals.
		const status = readFileSync(`/proc/${cli.pid}/status`, "utf8");
		return (BigInt(`0x${/^SigCgt:\s*(\w+)$/m.exec(status)?.[1] ?? "0"}`) & 1n) !== 0n;
	};
	await until("the program to listen", 30_000, caught);
}

async function nothingLeft(before: ReturnType<typeof hostState>): Promise<void> {
	await until("all processes to end", 20_000, () => processesNaming(marker).length === 0);
	await nothingStays(before, [workshop.temporary, workshop.folder]);
	expect(workshop.images()).toEqual([]);
}

/** Runs whose events begin and do not end. */
function unfinishedRuns(): string[] {
	const folder = join(workshop.folder, "state/diskwright/runs");
	return readdirSync(folder).filter((id) => {
		const file = join(folder, id, "events.ndjson");
		return existsSync(file) && !readFileSync(file, "utf8").includes('"build.finished"');
	});
}

describe("a signal at any moment of the start cancels", () => {
	test.each(Array.from({ length: MOMENTS }, (_, index) => Math.round((index * 2000) / MOMENTS)))(
		"after %i ms",
		async (ms) => {
			const before = hostState([workshop.temporary, workshop.folder]);
			const started = build();
			await listens(started);
			await delay(ms);
			started.cli.kill("SIGTERM");
			const [code] = await started.ended;
			expect(code, started.output()).toBe(130);
			await nothingLeft(before);
		},
	);
});

describe("a signal to every process of a build cancels it", () => {
	const everybody = (signal: NodeJS.Signals) => {
		for (const pid of processesNaming(marker)) {
			try {
				process.kill(pid, signal);
			} catch {
				// Ended by the death of another one.
			}
		}
	};

	test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("%s in a hook", async (signal) => {
		const before = hostState([workshop.temporary, workshop.folder]);
		const started = build();
		await until("the hook", 60_000, () => started.output().includes("sleeping"));
		everybody(signal);
		const [code] = await started.ended;
		expect(code, started.output()).toBe(130);
		expect(started.output()).toContain("Build cancelled");
		expect(unfinishedRuns()).toEqual([]);
		await nothingLeft(before);
	});

	test.each([0, 150, 300, 600, 1200])("TERM %i ms after the start", async (ms) => {
		const before = hostState([workshop.temporary, workshop.folder]);
		const started = build();
		await listens(started);
		await delay(ms);
		everybody("SIGTERM");
		const [code] = await started.ended;
		expect(code, started.output()).toBe(130);
		await nothingLeft(before);
	});
});

test.each([
	["under nohup", 'nohup "$@" & echo $! >pid; wait'],
	["below a script that ignores it", 'trap "" HUP; "$@" & echo $! >pid; wait'],
])("%s a closed terminal does not end the build, another signal does", async (_, script) => {
	const argv = workshop.buildArgv(["sleeper", "--progress", "plain"]);
	const started = start(["bash", "-c", `${script} $!`, "bash", ...argv]);
	const program = () => Number(readFileSync(join(workshop.folder, "pid"), "utf8"));
	await until("the hook", 60_000, () => started.output().includes("sleeping"));
	process.kill(program(), "SIGHUP");
	await delay(300);
	expect(started.cli.exitCode).toBeNull();
	expect(started.output()).not.toContain("cancelling");
	process.kill(program(), "SIGTERM");
	expect((await started.ended)[0]).toBe(130);
});
