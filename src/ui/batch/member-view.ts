import type { BatchMember } from "../../core/batch/batch-state.js";
import { buildShare } from "../../core/progress/share-done.js";
import type { BuildState } from "../../core/run/build-state.js";
import { type Durations, remainingMs } from "../../core/run/durations.js";
import { currentStage, stageName } from "../build/phase-rows.js";
import type { RunState } from "../build/run.js";

/** What is read of the run of a build, while somebody looks at it. */
export interface LiveRun {
	readonly state: RunState;
	readonly past: Durations;
}

/** A build of a batch as it is shown. */
export interface MemberView {
	/** `held`: it waits for an answer; `died`: its builder was killed, or nobody is there to begin it. */
	readonly status: BatchMember["status"] | "held" | "cancelling" | "died";
	/** What it does, waits for, or came to. */
	readonly doing: string;
	/** 0 to 1; absent where nothing tells. */
	readonly share?: number;
	/** Milliseconds that it took so far; absent for one that has not begun. */
	readonly ms?: number;
	/** Milliseconds that it will probably take from now on. */
	readonly leftMs?: number;
	/** Warnings of the build and of its output. */
	readonly warnings: number;
}

const HOLDUPS: Readonly<Record<NonNullable<BatchMember["why"]>, string>> = {
	jobs: "",
	memory: "waits for memory",
	disk: "waits for room on the disk",
};

/**
 * Puts together what the batch and the run of a build tell. `at` is the time of the batch in milliseconds; `alive`: somebody
 * begins its builds.
 */
export function viewMember(member: BatchMember, live: LiveRun | undefined, at: number, alive: boolean): MemberView {
	const warnings = Math.max(member.warnings, live ? live.state.build.warnings.length + live.state.counts.warnings : 0);
	if (member.status === "waiting") {
		if (!alive) return { status: "left-out", doing: "was not begun", warnings };
		const doing = member.why === undefined ? "" : HOLDUPS[member.why];
		return {
			status: "waiting",
			doing,
			warnings,
			...(member.expectedMs === undefined ? {} : { leftMs: member.expectedMs }),
		};
	}
	if (member.status !== "running") return { ...endOf(member, live?.state.build), warnings };
	const ms = live && live.state.elapsed > 0 ? live.state.elapsed : Math.max(0, at - (member.beganAt ?? at));
	if (!live || live.state.reading === "reading") return { status: "running", doing: "starts", ms, warnings };
	const { build, reading } = live.state;
	if (reading === "died") return { status: "died", doing: "its builder was killed", ms: build.at, warnings };
	const past = live.past.runs > 0 ? remainingMs(build, live.past, ms) : undefined;
	const expected = member.expectedMs === undefined ? undefined : Math.max(0, member.expectedMs - ms);
	const leftMs = past ?? expected;
	return {
		status: build.pause ? "held" : build.status === "cancelling" ? "cancelling" : "running",
		doing: doingOf(build),
		share: buildShare(build, live.past, ms),
		...{ ms, warnings },
		...(leftMs === undefined || build.pause ? {} : { leftMs }),
	};
}

function endOf(
	member: BatchMember,
	build: BuildState | undefined,
): Pick<MemberView, "status" | "doing" | "ms" | "share"> {
	const { status, outputs, problem, ms } = member;
	const took = ms === undefined || status === "left-out" ? {} : { ms };
	if (status === "ok") return { status, doing: outputs.join(" "), share: 1, ...took };
	if (status === "left-out") return { status, doing: "was not begun" };
	if (status === "cancelled") return { status, doing: "cancelled", ...took };
	const why = build?.digest?.message ?? build?.error?.message ?? problem?.split("\n")[0]?.replace(/^error: /, "");
	return { status: "failed", doing: why ?? "failed", ...took };
}

/** `install.d · 50-nginx`. */
function doingOf(build: BuildState): string {
	if (build.pause) {
		const failed = build.pause.task === undefined ? undefined : build.tasks[build.pause.task]?.title;
		return `waits for you${failed === undefined ? "" : `: ${failed} failed`}`;
	}
	if (build.status === "cancelling") return "cancelling, cleaning up";
	const stage = currentStage(build);
	if (stage === undefined) return "starts";
	const tasks = build.stages.find((one) => one.stage === stage)?.tasks ?? [];
	const running = tasks.map((id) => build.tasks[id]).findLast((task) => task?.status === "running");
	return [stageName(stage), running?.title ?? ""].filter(Boolean).join(" · ");
}
