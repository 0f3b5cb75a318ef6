import { useState } from "react";
import type { Stage } from "../../core/hooks/phases.js";
import type { BuildState } from "../../core/run/build-state.js";
import type { TaskId } from "../../core/run/events.js";
import { useKept } from "../kit/hooks/use-kept.js";
import { FOLLOWING, type LogView } from "./log/log-view.js";
import { currentStage, type PhaseRow, phaseRows, stageKey } from "./phase-rows.js";

/** What a user looks at in a build, and how. */
export interface BuildView {
	readonly list: readonly PhaseRow[];
	/** The highlighted row: the one chosen, or while nobody chooses the phase that runs. */
	readonly row: PhaseRow | undefined;
	readonly stage: Stage | undefined;
	/** Set when a single task is looked at. */
	readonly task: TaskId | undefined;
	/** A user chose what is looked at; else it goes with the build. */
	readonly isChosen: boolean;
	readonly log: LogView;
	setLog(log: LogView): void;
	/** Highlights a row; its log is followed. */
	choose(key: string): void;
	/** Highlights the row so many rows away. */
	move(by: number): void;
	/** Whether the tasks of the highlighted row's phase are listed. */
	readonly isOpen: boolean;
	/** Opens or closes the phase of the highlighted row. */
	fold(open: boolean): void;
	/** Follows the end of the phase that runs, whichever it is. */
	followBuild(): void;
}

/**
 * Keeps what is highlighted by its key, so that it stays when rows come and go. The phase that runs is open by itself
 * when all rows of the list are seen then, until a user folds it. `first` is how a log is looked at when it is opened.
 */
export function useBuildView(build: BuildState, rows: number, first: LogView): BuildView {
	const [chosen, setChosen] = useKept<string | undefined>("row", () => undefined);
	const [folds, setFolds] = useKept("folds", (): ReadonlyMap<Stage, boolean> => new Map());
	const [log, setLog] = useState<LogView>(first);
	const current = currentStage(build);
	const open = openStages(build, folds, rows);
	const list = phaseRows(build, open);
	const key = chosen ?? (current === undefined ? undefined : stageKey(current));
	const index = list.findIndex((row) => row.key === key);
	// A row that is gone, such as a task that ended in a closed phase, leaves its phase highlighted.
	const row = list[index] ?? list.find((other) => "stage" in other && key?.startsWith(`task ${other.stage.stage}/`));
	const stage = row === undefined ? undefined : "stage" in row ? row.stage.stage : row.task.stage;
	const choose = (next: string) => {
		if (next !== row?.key) setLog(first);
		setChosen(next);
	};
	return {
		list,
		row,
		stage,
		task: row && "task" in row ? row.task.id : undefined,
		isChosen: chosen !== undefined,
		log,
		setLog,
		choose,
		move(by) {
			const at = row ? list.indexOf(row) : 0;
			const next = list[Math.max(0, Math.min(at + by, list.length - 1))];
			if (next) choose(next.key);
		},
		isOpen: stage !== undefined && open.has(stage),
		fold(toOpen) {
			if (stage === undefined || open.has(stage) === toOpen) return;
			setFolds(new Map(folds).set(stage, toOpen));
			if (!toOpen) choose(stageKey(stage));
		},
		followBuild() {
			setChosen(undefined);
			setLog(FOLLOWING);
		},
	};
}

/** What a user opened, and what runs or failed where it has room and nobody closed it. */
function openStages(build: BuildState, folds: ReadonlyMap<Stage, boolean>, rows: number): ReadonlySet<Stage> {
	const opened = new Set([...folds].flatMap(([stage, isOpen]) => (isOpen ? [stage] : [])));
	const now = build.stages.findLast(({ status }) => status === "running" || status === "failed");
	if (!now || folds.has(now.stage)) return opened;
	const all = phaseRows(build, new Set([...opened, now.stage]));
	return all.length <= rows ? opened.add(now.stage) : opened;
}
