import { existsSync } from "node:fs";
import { dirname } from "node:path";
import type { RunFeed } from "../../core/run/run-feed.js";
import { runIdTime } from "../../core/run/run-id.js";
import { LogIndex } from "../events/log-index.js";
import { unpackEvents } from "../events/packed-events.js";
import { readEventBatches } from "../events/read-events.js";
import { pastDurations } from "../list/list-runs.js";
import { profileOf } from "../plan-file.js";
import { type Run, runIsAlive } from "../runs.js";
import { atMostEach } from "./at-most-each.js";
import { watchGauges } from "./watch-gauges.js";

/** Reads a run for the screens; `follow` waits for what it has yet to say. */
export function runFeed(run: Run, { follow }: { readonly follow: boolean }): RunFeed {
	const index = new LogIndex(run.eventsFile);
	const clock = new BuildClock({ wall: Date.now, now: () => performance.now() });
	return {
		folder: run.folder,
		async read(onEvents, signal) {
			await unpackEvents(run);
			const lives = atMostEach(ALIVE_MS, () => isGoingOn(run));
			const isAlive = async () => !signal.aborted && (await lives());
			for await (const batch of readEventBatches(run.eventsFile, { follow, isAlive })) {
				if (signal.aborted) return;
				index.add(batch);
				const [first] = batch.events;
				if (first?.type === "build.started") clock.started(Date.parse(first.wallClock) - first.at);
				await onEvents(batch.events, batch.behind);
			}
		},
		elapsed: () => clock.elapsed,
		// A build that has begun since may have compressed them.
		async lines(task, first, count) {
			await unpackEvents(run);
			return index.lines(task, first, count);
		},
		async search(task, matches, before) {
			await unpackEvents(run);
			return index.search(task, matches, before);
		},
		past: async (image) => pastDurations(dirname(run.folder), await profileOf(run), image),
		watchGauges: (onSample, signal) => watchGauges(run, onSample, (at) => clock.says(at), signal),
	};
}

/** Asking whether a builder lives takes a process. */
const ALIVE_MS = 1000;
/** A builder needs a moment before it writes its first word. */
const STARTING_MS = 20_000;

async function isGoingOn(run: Run): Promise<boolean> {
	const starting = !existsSync(run.eventsFile) && Date.now() - runIdTime(run.id).getTime() < STARTING_MS;
	return starting || runIsAlive(run);
}

interface Clocks {
	/** Milliseconds since 1970, of a clock that somebody may set. */
	readonly wall: () => number;
	/** Milliseconds, monotonic. */
	readonly now: () => number;
}

/** How long a build has been going on, seen from another process. */
export class BuildClock {
	#started: number | undefined;
	#said: { readonly at: number; readonly since: number } | undefined;

	constructor(readonly clocks: Clocks) {}

	/** By the clock on the wall: good for as long as the build itself has not said anything. */
	started(wall: number): void {
		this.#started = wall;
	}

	/** The build says how long it has been going on: from now on a clock that is set makes no difference. */
	says(at: number): void {
		this.#said = { at, since: this.clocks.now() };
	}

	/** Milliseconds since the build started, never negative; undefined when nobody knows. */
	get elapsed(): number | undefined {
		if (this.#said) return this.#said.at + this.clocks.now() - this.#said.since;
		return this.#started === undefined ? undefined : Math.max(0, this.clocks.wall() - this.#started);
	}
}
