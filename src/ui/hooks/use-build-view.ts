import { useState } from "react";
import type { BuildState } from "../../core/build-state.js";
import type { TaskId } from "../../core/events.js";
import type { Stage } from "../../core/phases.js";
import { FOLLOWING, type LogView } from "../log/log-view.js";
import { currentStage, type PhaseRow, phaseRows, stageKey } from "../phase-rows.js";

/** What a person looks at in a build, and how. */
export interface BuildView {
	readonly list: readonly PhaseRow[];
	/** The highlighted row: the one chosen, or while nobody chooses the phase that runs. */
	readonly row: PhaseRow | undefined;
	readonly stage: Stage | undefined;
	/** Set when a single task is looked at. */
	readonly task: TaskId | undefined;
	readonly log: LogView;
	setLog(log: LogView): void;
	/** Highlights a row; its log is followed. */
	choose(key: string): void;
	/** Highlights the row so many rows away. */
	move(by: number): void;
	/** Opens or closes the phase of the highlighted row. */
	fold(open: boolean): void;
	/** Follows the end of the phase that runs, whichever it is. */
	followBuild(): void;
}

/** Keeps what is highlighted by its key, so that it stays when rows come and go. */
export function useBuildView(build: BuildState): BuildView {
	const [chosen, setChosen] = useState<string>();
	const [open, setOpen] = useState<ReadonlySet<Stage>>(new Set());
	const [log, setLog] = useState<LogView>(FOLLOWING);
	const list = phaseRows(build, open);
	const current = currentStage(build);
	const key = chosen ?? (current === undefined ? undefined : stageKey(current));
	const index = list.findIndex((row) => row.key === key);
	// A row that is gone, such as a task that ended in a closed phase, leaves its phase highlighted.
	const row = list[index] ?? list.find((other) => "stage" in other && key?.startsWith(`task ${other.stage.stage}/`));
	const stage = row === undefined ? undefined : "stage" in row ? row.stage.stage : row.task.stage;
	const choose = (next: string) => {
		if (next !== row?.key) setLog(FOLLOWING);
		setChosen(next);
	};
	return {
		list,
		row,
		stage,
		task: row && "task" in row ? row.task.id : undefined,
		log,
		setLog,
		choose,
		move(by) {
			const at = row ? list.indexOf(row) : 0;
			const next = list[Math.max(0, Math.min(at + by, list.length - 1))];
			if (next) choose(next.key);
		},
		fold(toOpen) {
			if (stage === undefined || open.has(stage) === toOpen) return;
			const next = new Set(open);
			if (toOpen) next.add(stage);
			else next.delete(stage);
			setOpen(next);
			if (!toOpen) choose(stageKey(stage));
		},
		followBuild() {
			setChosen(undefined);
			setLog(FOLLOWING);
		},
	};
}
