import { useEffect, useRef } from "react";
import { ENGINE_STAGES, type Stage } from "../../core/hooks/phases.js";
import type { BuildState } from "../../core/run/build-state.js";
import type { Decision } from "../../core/run/events.js";
import type { Actions } from "../keys/keys.js";
import { useKeysStore } from "../keys/use-keys.js";
import { useHandover } from "../kit/hooks/use-handover.js";
import { useServices } from "../services/services.js";
import type { Problem } from "./problem.js";
import type { OpenedRun } from "./use-run.js";

/** What can be done about a problem. */
export interface ProblemActions {
	/** Heard from every pane. */
	readonly everywhere: Actions;
	/** Heard by the pane that tells the problem. */
	readonly own: Actions;
}

/** The answers to a pause; a decision that somebody else made is told. */
export function useDecisions({ id }: OpenedRun, build: BuildState, problem: Problem | undefined): ProblemActions {
	const { runs, terminal } = useServices();
	const keys = useKeysStore();
	const handOver = useHandover();
	const { say } = keys.getState();
	const mine = useRef(new Set<number>());
	const decide = (pause: number, decision: Decision) => () => {
		mine.current.add(pause);
		runs.decide(id, pause, decision).catch((error: Error) => say(error.message));
	};
	useOthersDecisions(build, mine.current, say);
	if (!problem) return { everywhere: {}, own: {} };
	const report = {
		run: () => {
			runs.pack(id).then(
				(file) => say(`The report is in ${file}`),
				(error: Error) => say(error.message),
			);
		},
	};
	const pause = problem.kind === "error" ? undefined : problem.pause;
	const shell = { run: () => handOver(() => terminal.shell(id)) };
	if (problem.kind === "breakpoint") {
		return { everywhere: { proceed: { run: decide(problem.pause, "continue") }, shell }, own: {} };
	}
	if (problem.kind === "error") return { everywhere: { report }, own: {} };
	const { file, task, skippable } = problem.digest;
	const over = pause === undefined ? { disabled: "The build has ended: build again from the result." } : {};
	const stage = build.tasks[task]?.stage;
	const firm = skippable === false || (skippable === undefined && isEngineStage(stage));
	return {
		everywhere: {
			retry: { run: decide(pause ?? 0, "retry"), ...over },
			shell: { ...shell, ...over },
			skip: {
				run: decide(pause ?? 0, "skip"),
				...(firm ? { disabled: "A step of the engine cannot be skipped: what comes after it needs it." } : {}),
				...over,
			},
			report,
		},
		own: {
			editHook: {
				run: () => handOver(() => terminal.edit(file ?? "")),
				...(file ? {} : { disabled: "This is a step of the engine: it has no hook to edit." }),
			},
		},
	};
}

const isEngineStage = (stage: Stage | undefined): boolean => (ENGINE_STAGES as readonly unknown[]).includes(stage);

/** Says who answered a pause that this screen has shown. */
function useOthersDecisions(build: BuildState, mine: ReadonlySet<number>, say: (notice: string) => void): void {
	const shown = useRef<number | undefined>(undefined);
	if (build.pause) shown.current = build.pause.pause;
	const last = build.decisions.at(-1);
	const count = build.decisions.length;
	// biome-ignore lint/correctness/useExhaustiveDependencies: every decision is told once, when it comes
	useEffect(() => {
		if (last && last.pause === shown.current && !mine.has(last.pause)) say(`${last.by} decided: ${last.decision}`);
	}, [count]);
}
