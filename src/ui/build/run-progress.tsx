import { useEffect, useState } from "react";
import { type BuildState, initialState, reduceBuild } from "../../core/run/build-state.js";
import { shortDuration } from "../../core/text/short-quantities.js";
import { type Fact, Facts, GAP } from "../kit/components/facts.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { ProgressBar } from "../kit/components/progress-bar.js";
import type { Size } from "../kit/components/screen-frame.js";
import { STATUS_GLYPHS } from "../kit/look/glyphs.js";
import { useServices } from "../services/services.js";

const PUBLISH_MS = 250;

/** How far a build is: its stages with their tasks. */
export function RunProgress({ id, room }: { readonly id: string; readonly room: Size }) {
	const state = useBuildState(id);
	const tasks = Object.values(state.tasks);
	const done = tasks.filter(({ ms }) => ms !== undefined).length;
	const inner = innerColumns(room.columns);
	return (
		<Panel columns={room.columns} rows={room.rows} title={state.image || id} note={state.status}>
			<ProgressBar share={done / Math.max(1, tasks.length)} columns={inner} />
			<Facts facts={progressFacts(state)} columns={inner} rows={innerRows(room.rows) - 1} />
		</Panel>
	);
}

/** The state of a run, followed as long as it is shown. */
function useBuildState(id: string): BuildState {
	const { runs } = useServices();
	const [state, setState] = useState(initialState);
	useEffect(() => {
		let newest = initialState();
		const gone = new AbortController();
		const timer = setInterval(() => setState(newest), PUBLISH_MS);
		const take = (events: Parameters<Parameters<ReturnType<typeof runs.open>["read"]>[0]>[0]) => {
			for (const event of events) newest = reduceBuild(newest, event);
		};
		// A run that cannot be read shows nothing here, and says why on its own screen.
		runs
			.open(id)
			.read(take, gone.signal)
			.then(
				() => setState(newest),
				() => {},
			);
		return () => {
			clearInterval(timer);
			gone.abort();
		};
	}, [runs, id]);
	return state;
}

/** Stages with their time and how many of their tasks are done. */
export function progressFacts({ stages, tasks, pause, at }: BuildState): Fact[] {
	const failed = pause?.task === undefined ? undefined : tasks[pause.task];
	return [
		...(pause
			? [{ text: `waits for you${failed ? `: ${failed.title} failed` : ""}`, tone: "warn" } as const, GAP]
			: []),
		...stages.map(({ stage, status, ms, startedAt, tasks: ids }): Fact => {
			const done = ids.filter((task) => tasks[task]?.ms !== undefined).length;
			const time = ms ?? (status === "running" && startedAt !== undefined ? at - startedAt : undefined);
			return {
				label: stage,
				text: [`${done}/${ids.length}`, ...(time === undefined ? [] : [shortDuration(time)])].join("  "),
				glyph: STATUS_GLYPHS[status],
				...(status === "ok" ? { tone: "ok" } : status === "failed" ? { tone: "error" } : {}),
				...(status === "running" ? { tone: "accent" } : status === "waiting" ? { tone: "dim" } : {}),
			};
		}),
	];
}
