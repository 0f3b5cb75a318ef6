import { setTimeout as delay } from "node:timers/promises";
import type { BuildEvent } from "../../core/run/events.js";
import { ReplayClock } from "../../core/run/replay-clock.js";
import type { RunFeed } from "../../core/run/run-feed.js";
import type { Run } from "../runs.js";
import { runFeed } from "./run-feed.js";

/** A run as it went on, `speed` times as fast; 0: at once. */
export function replayFeed(run: Run, speed: number): RunFeed {
	const feed = runFeed(run, { follow: false });
	const clock = new ReplayClock(speed, () => performance.now());
	return {
		...feed,
		read: (onEvents, signal) =>
			feed.read(async (events) => {
				for await (const due of paced(events, clock, signal)) await onEvents(due, clock.speed === 0);
			}, signal),
		elapsed: () => (clock.speed === 0 ? undefined : clock.at),
		replay: { speed: () => clock.speed, setSpeed: (next) => clock.setSpeed(next) },
	};
}

/** No wait is longer, so that a change of speed is felt at once. */
const LONGEST_WAIT_MS = 50;

/** The events in groups, each when its time has come; ends early when the signal is aborted. */
export async function* paced(
	events: readonly BuildEvent[],
	clock: ReplayClock,
	signal?: AbortSignal,
): AsyncGenerator<readonly BuildEvent[]> {
	let next = 0;
	while (next < events.length) {
		const wait = clock.wait(events[next]?.at ?? 0);
		if (wait > 0) {
			await delay(Math.min(wait, LONGEST_WAIT_MS));
			if (signal?.aborted) return;
			continue;
		}
		const now = clock.at;
		const later = events.findIndex(({ at }, index) => index > next && at > now);
		const end = later < 0 ? events.length : later;
		yield events.slice(next, end);
		next = end;
	}
}
