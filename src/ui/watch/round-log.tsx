import { useStore } from "zustand";
import { logSource } from "../build/log/log-source.js";
import { stageSegments } from "../build/log/stage-segments.js";
import { LogTile } from "../build/log-tile.js";
import { currentStage } from "../build/phase-rows.js";
import { type OpenedRun, useRun } from "../build/use-run.js";
import { Panel } from "../kit/components/panel.js";
import type { Size } from "../kit/components/screen-frame.js";

/** The end of the log of a build: of the phase that it is in, or in which it ended. */
export function RoundLog({ run, ...size }: Size & { readonly run: string }) {
	const opened = useRun(run, undefined);
	return opened ? <OpenedLog {...size} opened={opened} /> : <Panel {...size} title="Log" />;
}

function OpenedLog({ opened, columns, rows }: Size & { readonly opened: OpenedRun }) {
	const { build } = useStore(opened.store);
	const name = currentStage(build);
	const stage = build.stages.find((one) => one.stage === name);
	if (!stage) return <Panel columns={columns} rows={rows} title="Log" />;
	const running = stage.tasks.findLast((id) => build.tasks[id]?.status === "running");
	return (
		<LogTile
			columns={columns}
			rows={rows}
			stage={stage}
			note={running?.split("/").at(-1) ?? ""}
			focused={false}
			source={logSource(stageSegments(build, stage.stage, opened.logs, false), opened.logs)}
		/>
	);
}
