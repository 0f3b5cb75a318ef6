import { createStore, type StoreApi } from "zustand/vanilla";
import { type SerialisedError, serialiseError } from "../../core/errors.js";
import type { Gauges } from "../../core/host/gauges.js";
import { type BuildState, initialState, reduceBuild } from "../../core/run/build-state.js";
import type { BuildEvent, TaskId } from "../../core/run/events.js";
import type { RunFeed } from "../../core/run/run-feed.js";
import { isWorking } from "../../core/run/work.js";
import { Logs } from "./log/logs.js";

/** What a screen knows of a run. */
export interface RunState {
	readonly build: BuildState;
	/** `reading`: what was there before is not read yet; `died`: it ended without a last word. */
	readonly reading: "reading" | "live" | "ended" | "died" | "failed";
	/** Why the run cannot be read. */
	readonly error?: SerialisedError;
	/** Milliseconds since the build started, in steps of the ticker. */
	readonly elapsed: number;
	/** Of every task's log; grows when lines came. */
	readonly versions: Readonly<Record<TaskId, number>>;
	readonly counts: { readonly errors: number; readonly warnings: number };
	readonly gauges?: Gauges;
	/** Milliseconds since any of its processes worked; absent when nobody measures. */
	readonly idleMs?: number;
	/** Steps of the one ticker, for what turns. */
	readonly tick: number;
}

export interface RunStore {
	readonly store: StoreApi<RunState>;
	readonly logs: Logs;
	/** Ends reading and ticking. */
	close(): void;
}

/** One frame for everything that came meanwhile: faster nobody reads, and every frame costs. */
const TICK_MS = 125;
/** Cells that may change with every tick: a larger terminal gets fewer frames, and no more bytes. */
const CELLS_PER_TICK = 6000;
/** However large it is. */
const MOST_TICKS = 4;
/** A quiet build is shown again every so many ticks, for its clock and spinner. */
const QUIET_TICKS = 2;
/** While old events are read nothing is worth a frame of its own, except now and then. */
const BEHIND_TICKS = 5;

/**
 * Reads a run: every event goes into the state and the logs at once, and is published by one ticker. `cells` is the size of
 * the terminal now.
 */
export function openRunStore(feed: RunFeed, cells: () => number): RunStore {
	const ended = new AbortController();
	const gaugesEnded = new AbortController();
	let build = initialState();
	let reading: RunState["reading"] = "reading";
	let gauges: Gauges | undefined;
	/** Since when nothing worked: a value of `performance.now()`. */
	let idleSince: number | undefined;
	let error: SerialisedError | undefined;
	let dirty = false;
	let behind = true;
	let quiet = 0;
	const versions: Record<TaskId, number> = {};
	const logs = new Logs(feed, () => {
		dirty = true;
	});
	const store = createStore<RunState>(() => ({
		build,
		reading,
		elapsed: 0,
		versions: {},
		counts: logs.counts,
		tick: 0,
	}));
	const take = (event: BuildEvent) => {
		build = reduceBuild(build, event);
		logs.take(event);
	};
	const publish = () => {
		dirty = false;
		quiet = 0;
		for (const task of Object.keys(build.tasks)) versions[task] = logs.version(task);
		store.setState((before) => ({
			build,
			reading,
			elapsed: elapsedOf(build, reading, feed),
			versions: { ...versions },
			counts: logs.counts,
			...(gauges ? { gauges } : {}),
			...(idleSince === undefined ? {} : { idleMs: performance.now() - idleSince }),
			...(error ? { error } : {}),
			tick: before.tick + 1,
		}));
	};
	const tick = () => {
		quiet += 1;
		const over = reading === "ended" || reading === "died" || reading === "failed";
		const fewest = Math.min(MOST_TICKS, Math.ceil(cells() / CELLS_PER_TICK));
		const news = dirty && quiet >= fewest;
		if (
			reading === "reading" && behind
				? quiet >= BEHIND_TICKS
				: news || (!over && quiet >= Math.max(QUIET_TICKS, fewest))
		)
			publish();
	};
	const ticker = setInterval(tick, TICK_MS);
	const end = (how: "ended" | "died" | "failed") => {
		reading = how;
		behind = false;
		gaugesEnded.abort();
		publish();
	};
	feed
		.read((events, more) => {
			for (const event of events) take(event);
			dirty = true;
			const caughtUp = behind && !more;
			behind = more;
			if (caughtUp && reading === "reading") {
				reading = "live";
				publish();
			}
		}, ended.signal)
		.then(
			() => !ended.signal.aborted && end(build.exitCode === undefined ? "died" : "ended"),
			(reason) => {
				error = serialiseError(reason);
				end("failed");
			},
		);
	if (!feed.replay) {
		feed
			.watchGauges((sample) => {
				if (!sample.work) idleSince = undefined;
				else if (idleSince === undefined || isWorking(sample.work)) idleSince = performance.now();
				gauges = sample;
				dirty = true;
			}, gaugesEnded.signal)
			// Without gauges a build is watched as well.
			.catch(() => {});
	}
	return {
		store,
		logs,
		close() {
			clearInterval(ticker);
			ended.abort();
			gaugesEnded.abort();
		},
	};
}

/** The clock of a build: of its own when it has ended, else the one that goes on. */
function elapsedOf(build: BuildState, reading: RunState["reading"], feed: RunFeed): number {
	if (build.ms !== undefined) return build.ms;
	if (reading === "died" || reading === "failed") return build.at;
	// The clock of this machine may have been set back since the build began.
	return feed.replay ? Math.max(0, feed.elapsed() ?? build.at) : Math.max(build.at, feed.elapsed() ?? 0);
}
