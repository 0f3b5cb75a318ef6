import { EXIT, serialiseError, UserError } from "../../core/errors.js";
import type { BuildEvent } from "../../core/run/events.js";
import { roundAfter, type WatchRound, type WatchState } from "../../core/watch/watch-state.js";
import type { SavedFiles } from "./saved-files.js";
import type { Sources } from "./snapshot.js";

/** A build that can be started. */
export interface PreparedRound {
	readonly sources: Sources;
	/** Of the build. */
	readonly elements: number;
	/** Builds; returns the exit code. `stop` ends it at its next safe point, `signal` at once. */
	build(options: RoundOptions): Promise<number>;
}

export interface RoundOptions {
	readonly onEvent: (event: BuildEvent) => void;
	readonly stop: AbortSignal;
	readonly signal: AbortSignal;
}

export interface WatchLoopOptions {
	readonly subject: string;
	/** Looks at everything again. Throws UserError where it cannot be built. */
	prepare(): Promise<PreparedRound>;
	/** Sources while it cannot be built: what would mend it may be anywhere. */
	wider(last: Sources): Sources;
	readonly saved: SavedFiles;
	readonly show: (state: WatchState) => void;
	/** As people name a path. */
	readonly nameOf: (path: string) => string;
	/** Ends it. */
	readonly signal: AbortSignal;
	readonly now: () => number;
}

/** How many rounds are remembered. */
const MOST_ROUNDS = 200;

/**
 * Builds, waits until something is saved, and builds again, until the signal comes. What is saved while a build is under way ends
 * it. `first` is the build that has been prepared already.
 */
export async function watchLoop(first: PreparedRound, options: WatchLoopOptions): Promise<void> {
	const { saved, show, signal, subject } = options;
	let state: WatchState = { subject, elements: first.elements, files: 0, rounds: [], polls: false };
	const change = (more: Partial<WatchState>) => {
		state = { ...state, ...more };
		show(state);
	};
	const update = (round: WatchRound) => {
		const others = state.rounds.filter(({ number }) => number !== round.number);
		change({ rounds: [...others, round].slice(-MOST_ROUNDS) });
		return round;
	};
	let prepared: PreparedRound | undefined = first;
	let { sources } = first;
	let paths: string[] = [];
	for (let number = 1; !signal.aborted; number += 1) {
		let round: WatchRound = {
			...{ number, saved: paths.map(options.nameOf), began: options.now(), outcome: "building", ran: 0, cached: 0 },
		};
		try {
			prepared ??= await options.prepare();
			sources = prepared.sources;
			saved.watch(sources);
			change({ elements: prepared.elements, files: sources.files.length, polls: saved.polls });
			// Something was saved while it was looked at.
			if (saved.pending) {
				paths = [...new Set([...paths, ...(await saved.next(signal))])];
				prepared = undefined;
				number -= 1;
				continue;
			}
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			update({ ...round, outcome: "failed", error: serialiseError(error) });
			saved.watch(options.wider(sources));
			paths = await saved.next(signal);
			continue;
		}
		update(round);
		const stop = new AbortController();
		const next = saved.next(signal).then((found) => {
			if (found.length > 0 && round.outcome === "building") {
				round = update({ ...round, outcome: "stopping" });
				stop.abort();
			}
			return found;
		});
		const onEvent = (event: BuildEvent) => {
			const after = roundAfter(round, event);
			if (after !== round) round = update(after);
		};
		let error: UserError | undefined;
		const code = await prepared.build({ onEvent, stop: stop.signal, signal }).catch((thrown) => {
			if (!(thrown instanceof UserError)) throw thrown;
			error = thrown;
			return thrown.exitCode;
		});
		const outcome = code === EXIT.ok ? "built" : code === EXIT.cancelled ? "cancelled" : "failed";
		round = update({ ...round, outcome, ...(error ? { error: serialiseError(error) } : {}) });
		prepared = undefined;
		paths = await next;
	}
}
