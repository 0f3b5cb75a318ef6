import type { BatchBuild, BatchEvent } from "./batch-events.js";
import type { Holdup } from "./budget.js";

/** One build of a batch, as far as the batch knows of it. */
export interface BatchMember extends BatchBuild {
	readonly status: "waiting" | "running" | "ok" | "failed" | "cancelled" | "left-out";
	/** Why it waits. */
	readonly why?: Holdup;
	/** Id of its run, once it has begun. */
	readonly run?: string;
	/** Milliseconds since the batch started. */
	readonly beganAt?: number;
	readonly ms?: number;
	readonly exitCode?: number;
	readonly problem?: string;
}

/** Everything readers know of a batch. Immutable. */
export interface BatchState {
	readonly id: string;
	/** ISO 8601, UTC; empty before it started. */
	readonly wallClock: string;
	readonly jobs: number;
	readonly members: readonly BatchMember[];
	readonly cancelledBy?: string;
	/** Milliseconds that all of it took. */
	readonly ms?: number;
	readonly exitCode?: number;
}

export const initialBatch = (): BatchState => ({ id: "", wallClock: "", jobs: 0, members: [] });

/** The state after one more event. */
export function reduceBatch(state: BatchState, event: BatchEvent): BatchState {
	switch (event.type) {
		case "batch.started": {
			const { id, wallClock, jobs, builds } = event;
			return { id, wallClock, jobs, members: builds.map((build) => ({ ...build, status: "waiting" })) };
		}
		case "batch.waits":
			return withMember(state, event.build, { why: event.why });
		case "batch.began":
			return withMember(state, event.build, { status: "running", run: event.run, beganAt: event.at });
		case "batch.ended": {
			const { outcome, exitCode, ms, problem } = event;
			return withMember(state, event.build, {
				...{ status: outcome, exitCode, ms },
				...(problem === undefined ? {} : { problem }),
			});
		}
		case "batch.cancelling":
			return { ...state, cancelledBy: event.by };
		case "batch.finished":
			return { ...state, exitCode: event.exitCode, ms: event.ms };
		default:
			event satisfies never;
			return state;
	}
}

function withMember(state: BatchState, index: number, change: Partial<BatchMember>): BatchState {
	return {
		...state,
		members: state.members.map((member, at) => (at === index ? { ...member, ...change } : member)),
	};
}

/** How many are in each state. */
export function countMembers({ members }: BatchState): Readonly<Record<BatchMember["status"], number>> {
	const counts = { waiting: 0, running: 0, ok: 0, failed: 0, cancelled: 0, "left-out": 0 };
	for (const { status } of members) counts[status] += 1;
	return counts;
}

/**
 * Milliseconds until the whole batch will probably have ended: what is left is shared out among the builds that run at once,
 * the longest first. `left` tells of one build; undefined where nothing tells of one of them.
 */
export function batchRemaining(
	{ members, jobs }: BatchState,
	left: (member: BatchMember, index: number) => number | undefined,
): number | undefined {
	const lanes: number[] = Array.from({ length: Math.max(1, jobs) }, () => 0);
	const works: { readonly running: boolean; readonly ms: number }[] = [];
	for (const [index, member] of members.entries()) {
		if (member.status !== "waiting" && member.status !== "running") continue;
		const ms = left(member, index);
		if (ms === undefined) return undefined;
		works.push({ running: member.status === "running", ms });
	}
	for (const { ms } of [...works.filter(({ running }) => running), ...works.filter(({ running }) => !running)]) {
		const free = lanes.indexOf(Math.min(...lanes));
		lanes[free] = (lanes[free] as number) + ms;
	}
	return Math.max(...lanes);
}
