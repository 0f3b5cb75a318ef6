import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { EXIT, UserError } from "../../core/errors.js";
import { whyUnwritable } from "../../core/failure/storage-failure.js";
import { shownPlan } from "../../core/planning/compile-plan.js";
import type { BuildOrder } from "../../core/planning/plan.js";
import { STEADY_HOST_NAME } from "../../core/reproducible/surroundings.js";
import type { BuildEvent } from "../../core/run/events.js";
import type { RunLimits } from "../../core/run/storage-limits.js";
import { readLastWord, revive } from "../../engine/builder/last-word.js";
import { sandboxArgv } from "../../engine/builder/sandbox.js";
import { collectDeadRuns, collectedWords } from "../../engine/work/collect-leftovers.js";
import { sudoRefused } from "../../host/authorise.js";
import { makeFolder } from "../../host/make-folder.js";
import { asRoot, isRoot } from "../../host/privilege.js";
import { moveUserFolder, userFolders } from "../../host/user-folders.js";
import { enduringReporter } from "../../report/enduring.js";
import type { Reporter } from "../../report/reporter.js";
import { logsUnwritable } from "../../runs/events/event-file.js";
import { packOldEvents } from "../../runs/events/packed-events.js";
import { readEvents } from "../../runs/events/read-events.js";
import { pruneRuns } from "../../runs/list/prune-runs.js";
import { writePlan } from "../../runs/plan-file.js";
import { createRun, type Run, runIsAlive } from "../../runs/runs.js";
import { workCountsMoreThanOutput } from "../entry/lost-output.js";
import { buildExitCode } from "./build-exit-code.js";
import { type ForwardedStops, forwardStops, type Listen } from "./forward-stops.js";
import { sandboxRefused } from "./sandbox-refused.js";

/** How long the last word of a builder that has ended is waited for. */
const LAST_WORD_MS = 2000;

export interface StartBuildOptions {
	readonly reporters: readonly Reporter[];
	/** Leave the build to itself and return at once. */
	readonly detach: boolean;
	/** Called when the build waits for a decision; it is shown again after that. */
	readonly atPause?: (run: Run, pause: Extract<BuildEvent, { type: "build.paused" }>) => Promise<void>;
	/** Folder of all runs. */
	readonly runsFolder: string;
	/** How many of them are kept. */
	readonly runLimits: RunLimits;
	/** Of several builds that were started together: what only this one hears, and what is done once for all of them is left out. */
	readonly member?: {
		readonly listen: Listen;
		/** Called with its run, before its builder is started. */
		readonly begins: (run: Run) => Promise<void>;
	};
}

/** What became of a build, or that it was begun. */
export interface StartedBuild {
	/** As docs/exit-codes.md has it for the program that was called. */
	readonly exitCode: number;
	readonly run: Run;
}

const kindOf = ({ plan }: OrderWithoutRun) => (plan.program === "diskwright" ? "diskwright" : "dib");

/** What the cli knows of an order; the run's folder is made here. */
export type OrderWithoutRun = Omit<BuildOrder, "runFolder" | "runId" | "cancelWhenPipeEnds">;

/**
 * Starts the builder in its sandbox, shows its events, passes signals on as a cancel, and collects what a killed builder
 * left. Returns the exit code of the build (docs/exit-codes.md).
 */
export async function startBuild(order: OrderWithoutRun, options: StartBuildOptions): Promise<StartedBuild> {
	const stops = forwardStops(options.member?.listen);
	workCountsMoreThanOutput();
	const reporters = options.reporters.map((reporter) => enduringReporter(reporter, tellLoss));
	try {
		return await start(order, { ...options, reporters }, stops);
	} finally {
		stops.release();
	}
}

function tellLoss(error: Error): void {
	process.stderr.write(`warning: the build goes on, but its log cannot be written any more: ${whyUnwritable(error)}\n`);
}

async function start(order: OrderWithoutRun, options: StartBuildOptions, stops: ForwardedStops): Promise<StartedBuild> {
	const { member } = options;
	if (!member) await tidyRuns(options);
	if (order.plan.settings.layers) makeConfigFolder();
	const run = await beginRun(order, options.runsFolder);
	await member?.begins(run);
	const complete: BuildOrder = {
		...order,
		runFolder: run.folder,
		runId: run.id,
		cancelWhenPipeEnds: !options.detach,
	};
	const builder = [
		process.execPath,
		"--max-old-space-size=320",
		"--max-semi-space-size=4",
		join(order.packageRoot, "dist/builder.js"),
	];
	const sandbox = order.plan.settings.reproducible ? { hostName: STEADY_HOST_NAME } : {};
	const [program = "", ...args] = isRoot()
		? sandboxArgv(builder, sandbox)
		: asRoot(sandboxArgv(builder, { ...sandbox, ownSession: true }), { ask: false });
	const child = spawn(program, args, {
		cwd: order.plan.settings.directory,
		stdio: ["pipe", "ignore", "pipe"],
		// Its own session: a Ctrl-C in the terminal reaches only us, and we ask for a clean end. sudo knows by the terminal
		// whether it was told the password; behind it the sandbox makes the session.
		detached: isRoot(),
	});
	const complaints: string[] = [];
	child.stderr.setEncoding("utf8").on("data", (text: string) => complaints.push(text));
	const heard = once(child.stderr, "close").catch(() => {});
	child.stdin.on("error", () => {});
	child.stdin.write(`${JSON.stringify(complete)}\n`);
	stops.to(child);
	if (options.detach) {
		child.stdin.end();
		child.stderr.destroy();
		child.unref();
		return { exitCode: stops.asked ? EXIT.cancelled : EXIT.ok, run };
	}
	const exited = once(child, "exit").then(([code]) => code as number | null);
	const packing = new AbortController();
	const packed = member ? [] : packOldEvents(options.runsFolder, packing.signal);
	try {
		const last = await show(run, options, exited);
		await exited;
		if (last?.type === "build.finished") return { exitCode: buildExitCode(kindOf(order), last), run };
		// On a busy host what it said last comes after its end; somebody else may hold its standard error open for ever.
		await Promise.race([heard, delay(LAST_WORD_MS)]);
		return { exitCode: endOf(run, complaints.join(""), stops.asked), run };
	} finally {
		child.stdin.end();
		packing.abort();
		tell(options, await packed);
		tell(options, collectedWords(await collectDeadRuns(options.runsFolder)));
		for (const reporter of options.reporters) await reporter.end();
	}
}

/**
 * Screens make it while the first build runs, and a hook outside the image that could have looked for it would have to run again.
 * Where it cannot be made, nobody else makes it either.
 */
function makeConfigFolder(): void {
	try {
		makeFolder(userFolders(process.env).config, "preferences", moveUserFolder("config"));
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
	}
}

/** Collects what dead builds left, and forgets the oldest runs; what goes wrong there is a warning. */
export async function tidyRuns(options: Pick<StartBuildOptions, "detach" | "runsFolder" | "runLimits">): Promise<void> {
	tell(options, collectedWords(await collectDeadRuns(options.runsFolder)));
	tell(options, (await pruneRuns(options.runsFolder, options.runLimits)).problems);
}

/** A build that is left to itself may have been started from a screen, which is not written into. */
function tell({ detach }: Pick<StartBuildOptions, "detach">, problems: readonly string[]): void {
	if (!detach) for (const problem of problems) process.stderr.write(`warning: ${problem}\n`);
}

/** A new run with its plan. Throws UserError `logs-unwritable`; nothing is left then. */
async function beginRun(order: OrderWithoutRun, runsFolder: string): Promise<Run> {
	const run = await createRun(runsFolder, order.caller).catch((error) => {
		throw logsUnwritable(runsFolder, error);
	});
	try {
		await writePlan(run, shownPlan(order), order.caller);
		return run;
	} catch (error) {
		await rm(run.folder, { recursive: true, force: true }).catch(() => {});
		throw logsUnwritable(runsFolder, error);
	}
}

/** Feeds the reporters until the build has finished or its process is gone; returns the last event. */
async function show(
	run: Run,
	{ reporters, atPause }: StartBuildOptions,
	exited: Promise<unknown>,
): Promise<BuildEvent | undefined> {
	let gone = false;
	void exited.then(() => {
		gone = true;
	});
	let last: BuildEvent | undefined;
	for await (const event of readEvents(run.eventsFile, {
		follow: true,
		isAlive: async () => !gone || (await runIsAlive(run)),
	})) {
		for (const reporter of reporters) reporter.event(event);
		if (event.type === "build.paused") await atPause?.(run, event);
		last = event;
	}
	return last;
}

/** The exit code of a build whose events do not tell how it ended. Throws what the builder said last, or that it died. */
function endOf(run: Run, complaint: string, asked: boolean): number {
	const { word, other } = readLastWord(complaint);
	if (word?.error && word.exitCode !== EXIT.ok) throw revive(word.error);
	if (word) return word.exitCode;
	// Killed before it could hear of anything: by the same hand as we.
	if (asked) return EXIT.cancelled;
	// What unshare says when pid 1 was killed: it cannot give KILL back its default, which it always has.
	const said = other.replace(/^unshare: sigprocmask unblock failed: .*$/m, "").trim();
	if (!existsSync(run.eventsFile)) {
		const refused = sandboxRefused(said) ?? (isRoot() ? undefined : sudoRefused(said));
		if (refused) {
			rmSync(run.folder, { recursive: true, force: true });
			throw refused;
		}
	}
	throw new UserError({
		code: "builder-died",
		message: `the builder ended without a word${said ? `: ${said}` : ", as if it was killed"}`,
		next: [`Its log is in ${run.folder}; what it left behind has been collected.`, "Run the build again."],
		exitCode: EXIT.failed,
	});
}
