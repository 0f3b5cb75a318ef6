import type { BuildEvent } from "../run/events.js";

/** A task of a run with when it ran, in milliseconds since 1970. */
interface Interval {
	readonly task: string;
	readonly element?: string;
	readonly start: number;
	end: number;
}

/** Who changed a file last. */
export interface Writer {
	readonly task: string;
	readonly element?: string;
}

/** Stages that only copy what hooks have made. */
const COPYING = /^(disk|output)\//;

/**
 * Tells which task changed a file last, by the time at which that happened. File systems may keep whole seconds only: then it is the
 * last task that ran in that second. Undefined for times at which no task ran.
 */
export function whoWrote(events: Iterable<BuildEvent>): (ms: number) => Writer | undefined {
	const intervals: Interval[] = [];
	let zero = 0;
	for (const event of events) {
		if (event.type === "build.started") zero = Date.parse(event.wallClock) - event.at;
		if (event.type === "task.started" && !COPYING.test(event.task)) {
			const { task, element } = event;
			const start = zero + event.at;
			intervals.push({ task, ...(element === undefined ? {} : { element }), start, end: Number.POSITIVE_INFINITY });
		}
		if (event.type === "task.finished") {
			const begun = intervals.findLast(({ task }) => task === event.task);
			if (begun) begun.end = zero + event.at;
		}
	}
	return (ms) => {
		const until = Number.isInteger(ms / 1000) ? ms + 999 : ms;
		const gap = ({ start, end }: Interval) => Math.max(0, start - until, ms - end);
		const near = intervals.filter((one) => gap(one) <= SKEW);
		const hooks = near.filter(({ element }) => element !== undefined);
		const among = hooks.length > 0 ? hooks : near;
		const nearest = Math.min(...among.map(gap));
		const found = among.findLast((one) => gap(one) === nearest);
		return found && { task: found.task, ...(found.element === undefined ? {} : { element: found.element }) };
	};
}

/** By so much the clocks of the kernel and of a busy builder may differ; the engine's own tasks between hooks hardly write. */
const SKEW = 50;
