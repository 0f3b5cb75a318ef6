import { type FSWatcher, watch } from "node:fs";
import { BATCH_VERSION, type BatchEvent } from "../../core/batch/batch-events.js";
import type { Holdup } from "../../core/batch/budget.js";
import { batchExitCode, nextTurn } from "../../core/batch/schedule.js";
import { EXIT, formatError, serialiseError } from "../../core/errors.js";
import { runLimits } from "../../core/run/storage-limits.js";
import { given } from "../../core/values/given.js";
import type { StopSignal } from "../../host/stop-signals.js";
import type { Reporter } from "../../report/reporter.js";
import {
	type Batch,
	batchesFolder,
	noteMembership,
	openBatchJournal,
	pruneBatches,
	wishesToEnd,
} from "../../runs/batch/batch-folder.js";
import { runsFolder } from "../../runs/runs-folder.js";
import { startBuild, tidyRuns } from "../build/start-build.js";
import type { CliContext } from "../entry/context.js";
import { type BatchOrder, freeIn } from "./prepare-batch.js";
import { type StopBell, stopBell } from "./stop-bell.js";

/** Shows a batch. */
export interface BatchReporter {
	event(event: BatchEvent): void;
	/** Shows one of its builds, by index. */
	of(build: number): readonly Reporter[];
	end(): Promise<void>;
}

/** What is free is looked at again so often while something waits for it: others use this machine too. */
const LOOK_AGAIN_MS = 5000;
/** Undefined where the host has no watches left: then it is looked at now and then. */
function watchFolder(folder: string, onChange: () => void): FSWatcher | undefined {
	try {
		return watch(folder, onChange).on("error", () => {});
	} catch {
		return undefined;
	}
}

/** The builds of a batch, begun as the budget allows, and ended when somebody wants that. */
export class RunningBatch {
	readonly #start = performance.now();
	readonly #bells: readonly StopBell[];
	readonly #waiting: Set<number>;
	readonly #running = new Map<number, Promise<void>>();
	readonly #paused = new Set<number>();
	readonly #codes: number[] = [];
	readonly #said = new Map<number, Holdup>();
	#emit: (event: BatchEvent) => void = () => {};
	#cancelled = false;
	#failed = false;
	/** Wakes the loop. */
	#wake: () => void = () => {};

	constructor(
		readonly batch: Batch,
		readonly order: BatchOrder,
		readonly context: Pick<CliContext, "env">,
		readonly reporter: BatchReporter | undefined,
	) {
		this.#bells = order.members.map(() => stopBell());
		this.#waiting = new Set(order.members.keys());
	}

	get #at(): number {
		return Math.round(performance.now() - this.#start);
	}

	/** Ends all builds, by a signal or for somebody elsewhere. */
	endAll(signal: StopSignal): void {
		if (!this.#cancelled) this.#emit({ type: "batch.cancelling", at: this.#at, by: signal });
		this.#cancelled = true;
		this.#ringAll(signal);
		this.#wake();
	}

	async carryOut(): Promise<number> {
		const { batch, order, context } = this;
		const journal = await openBatchJournal(batch);
		this.#emit = (event) => {
			journal.emit(event);
			this.reporter?.event(event);
		};
		const { id } = batch;
		const builds = order.members.map(({ shown }) => shown);
		const wallClock = new Date().toISOString();
		this.#emit({ type: "batch.started", at: 0, v: BATCH_VERSION, id, wallClock, jobs: order.budget.jobs, builds });
		if (this.#cancelled) this.#emit({ type: "batch.cancelling", at: this.#at, by: "a signal" });
		await tidyRuns({ detach: !this.reporter, runsFolder: runsFolder(context.env), runLimits: runLimits(context.env) });
		await pruneBatches(batchesFolder(context.env));
		const watcher = watchFolder(batch.folder, () => void this.#heedWishes());
		const again = setInterval(() => {
			void this.#heedWishes();
			this.#wake();
		}, LOOK_AGAIN_MS);
		try {
			await this.#loop();
		} finally {
			clearInterval(again);
			watcher?.close();
		}
		const exitCode = this.#cancelled ? EXIT.cancelled : batchExitCode(this.#codes);
		this.#emit({ type: "batch.finished", at: this.#at, exitCode, ms: this.#at });
		journal.close();
		return exitCode;
	}

	async #loop(): Promise<void> {
		for (;;) {
			const woken = new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
			this.#leaveOutUnwanted();
			const { members, budget, places } = this.order;
			const waiting = [...this.#waiting].map((index) => ({
				index,
				need: members[index]?.need ?? { memory: 0, disk: {} },
			}));
			const running = [...this.#running.keys()].flatMap((index) => members[index]?.need ?? []);
			// One that waits for an answer needs its memory, and nothing else.
			const jobs = budget.jobs + this.#paused.size;
			const { begin, waits } = nextTurn(waiting, running, { ...budget, jobs }, freeIn(places));
			for (const [build, why] of waits) {
				if (this.#said.get(build) !== why) this.#emit({ type: "batch.waits", at: this.#at, build, why });
				this.#said.set(build, why);
			}
			for (const index of begin) this.#begin(index);
			if (this.#running.size === 0 && this.#waiting.size === 0) return;
			await woken;
		}
	}

	/** Builds that are not to be begun any more. */
	#leaveOutUnwanted(): void {
		for (const index of [...this.#waiting]) {
			if (!this.#cancelled && !this.#bells[index]?.rung && !(this.#failed && this.order.failFast)) continue;
			this.#waiting.delete(index);
			if (this.#bells[index]?.rung && !this.#cancelled && !this.#failed) this.#codes.push(EXIT.cancelled);
			this.#emit({
				type: "batch.ended",
				at: this.#at,
				build: index,
				outcome: "left-out",
				exitCode: EXIT.cancelled,
				ms: 0,
			});
		}
	}

	#begin(index: number): void {
		this.#waiting.delete(index);
		const work = this.#build(index).then(() => {
			this.#running.delete(index);
			this.#wake();
		});
		this.#running.set(index, work);
	}

	async #build(build: number): Promise<void> {
		const member = this.order.members[build];
		const bell = this.#bells[build];
		if (!member || !bell) return;
		const began = performance.now();
		const end = (exitCode: number, problem?: string) => {
			const outcome = exitCode === EXIT.ok ? "ok" : exitCode === EXIT.cancelled ? "cancelled" : "failed";
			const ms = Math.round(performance.now() - began);
			// What --fail-fast takes along did not fail.
			if (outcome !== "cancelled" || !this.#failed || !this.order.failFast) this.#codes.push(exitCode);
			this.#emit({ type: "batch.ended", at: this.#at, build, outcome, exitCode, ms, ...given("problem", problem) });
			if (outcome !== "failed" || this.#failed) return;
			this.#failed = true;
			if (this.order.failFast) this.#ringAll("another build failed");
		};
		const { env } = this.context;
		try {
			const { exitCode } = await startBuild(member.order, {
				reporters: [...(this.reporter?.of(build) ?? []), this.#pauses(build)],
				detach: false,
				runsFolder: runsFolder(env),
				runLimits: runLimits(env),
				member: {
					listen: bell.listen,
					begins: async (run) => {
						await noteMembership(run, { batch: this.batch.id, name: member.shown.name }, member.order.caller);
						this.#emit({ type: "batch.began", at: this.#at, build, run: run.id });
					},
				},
			});
			end(exitCode);
		} catch (error) {
			const serialised = serialiseError(error);
			end(serialised.exitCode, formatError(serialised));
		}
	}

	/** Notes that a build waits for somebody's answer: another one begins in its place. */
	#pauses(build: number): Reporter {
		return {
			event: ({ type }) => {
				if (type === "build.paused") this.#paused.add(build);
				else if (!this.#paused.delete(build)) return;
				this.#wake();
			},
			end: async () => void this.#paused.delete(build),
		};
	}

	/** `by`: a signal, or why. */
	#ringAll(by: string): void {
		for (const bell of this.#bells) bell.ring(by);
	}

	/** What somebody elsewhere wants: each wish is granted once. */
	async #heedWishes(): Promise<void> {
		for (const wish of await wishesToEnd(this.batch)) {
			if (wish === "all") {
				if (!this.#cancelled) this.endAll("SIGTERM");
			} else if (this.#bells[wish]?.rung === false) {
				this.#bells[wish]?.ring("SIGTERM");
				this.#wake();
			}
		}
	}
}
