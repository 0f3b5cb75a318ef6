import { Box, useApp } from "ink";
import { useState } from "react";
import type { Durations } from "../../core/run/durations.js";
import { useRouter } from "../app/router.js";
import { useKeys, useKeysStore } from "../keys/use-keys.js";
import { innerRows } from "../kit/components/panel.js";
import { useScreenSize } from "../kit/components/screen-frame.js";
import { useServices } from "../services/services.js";
import { type BuildPane, buildLayout } from "./build-layout.js";
import { BuildStatus } from "./build-status.js";
import { livenessReading } from "./liveness.js";
import { LogPane, logColumns, logRoom } from "./log/log-pane.js";
import { logSource } from "./log/log-source.js";
import { FOLLOWING, jumpTo, openedLog } from "./log/log-view.js";
import { nextError } from "./log/next-error.js";
import { complaintSegments, stageSegments, taskSegment } from "./log/stage-segments.js";
import { useLogKeys } from "./log/use-log-keys.js";
import { LogGrid } from "./log-grid.js";
import { PhaseList } from "./phase-list.js";
import { stageKey, stageName } from "./phase-rows.js";
import { problemOf } from "./problem.js";
import { ProblemPane, problemRows } from "./problem-pane.js";
import { QuitQuestion, QuitWatchQuestion } from "./quit-question.js";
import { neighbouringSpeed } from "./replay-speeds.js";
import type { RunState } from "./run.js";
import { TimeStrip } from "./time-strip-pane.js";
import { useBuildView } from "./use-build-view.js";
import { useCancel } from "./use-cancel.js";
import { useDecisions } from "./use-decisions.js";
import type { OpenedRun } from "./use-run.js";

export interface BuildBodyProps {
	readonly opened: OpenedRun;
	readonly state: RunState;
	readonly past: Durations;
	/** 0 to 1. */
	readonly share: number;
	/** In a replay: times as fast as it was. */
	readonly speed?: number;
	readonly setSpeed?: (speed: number) => void;
}

/** The panes of a build and their keys. */
export function BuildBody({ opened, state, past, share, speed, setSpeed }: BuildBodyProps) {
	const room = useScreenSize();
	const { exit } = useApp();
	const keys = useKeysStore();
	const { go } = useRouter();
	const { build, elapsed, tick, reading } = state;
	const [pane, setPane] = useState<BuildPane>();
	const [zoomed, setZoomed] = useState(false);
	const [grid, setGrid] = useState(false);
	const [filtered, setFiltered] = useState(false);
	const { preferences, watch } = useServices();
	const [wrapped, setWrapped] = useState(() => preferences.get().wrapLogs);
	const [asking, setAsking] = useState(false);
	const cancel = useCancel(opened.id, build);
	// A build of a profile that is watched ends with the watching.
	const watched = watch?.get()?.rounds.some(({ run }) => run === opened.id) ?? false;
	const problem = problemOf(state);
	const decisions = useDecisions(opened, build, problem);
	const focus = pane === "problem" && !problem ? "phases" : (pane ?? (problem ? "problem" : "phases"));
	const layout = buildLayout(room, {
		focus,
		zoomed,
		problemRows: problem ? (columns) => problemRows(problem, columns) : undefined,
	});
	const view = useBuildView(
		build,
		layout.phases ? innerRows(layout.phases.rows) : 0,
		openedLog(preferences.get().followLogs),
	);
	const { logs } = opened;
	const task = view.task === undefined ? undefined : build.tasks[view.task];
	// What complains is looked for in the whole build, until a phase or a task is chosen.
	const whole = filtered && !view.isChosen;
	const segments = whole
		? complaintSegments(build, logs)
		: task
			? [{ ...taskSegment(task.id, logs, filtered), ...(task.cause ? { heading: whyItRuns(task.cause) } : {}) }]
			: view.stage === undefined
				? []
				: stageSegments(build, view.stage, logs, filtered);
	const source = logSource(segments, logs);
	const stage = build.stages.find((one) => one.stage === view.stage);
	const running = task ?? stage?.tasks.map((id) => build.tasks[id]).findLast((one) => one?.status === "running");
	const progress = running?.status === "running" ? running.progress : undefined;
	const going = reading === "live" && build.exitCode === undefined && speed === undefined;
	const logSize = layout.log ?? room;
	const log = useLogKeys({
		opened,
		source,
		tasks: segments.map((segment) => segment.task),
		layout: { columns: logColumns(logSize.columns, source), rows: logRoom(logSize.rows, Boolean(progress)), wrapped },
		view: view.log,
		setView: view.setLog,
		followBuild: () => (stage?.status === "running" ? view.setLog(FOLLOWING) : view.followBuild()),
	});
	const rows = logRoom(logSize.rows, Boolean(progress));
	const toNextError = () => {
		const found = nextError(build, logs, log.here());
		if (!found) return keys.getState().say("There is no error in this build.");
		const shownHere = source.indexOf(found.task, found.number);
		if (shownHere !== undefined) return view.setLog(jumpTo(shownHere, rows));
		view.choose(stageKey(found.stage));
		const there = logSource(stageSegments(build, found.stage, logs, filtered), logs);
		view.setLog(jumpTo(there.indexOf(found.task, found.number) ?? 0, rows));
	};
	const moveTile = (by: number) => () => {
		const at = build.stages.findIndex((one) => one.stage === view.stage);
		const next = build.stages[Math.max(0, Math.min(at + by, build.stages.length - 1))];
		if (next) view.choose(stageKey(next.stage));
	};
	useKeys({
		level: "pane",
		title: "Phases at once",
		active: grid && !asking,
		actions: {
			up: { run: moveTile(-1), label: "phase" },
			down: { run: moveTile(1), label: "phase" },
			left: { run: moveTile(-1), quiet: true },
			right: { run: moveTile(1), quiet: true },
			confirm: { run: () => setGrid(false), label: "open" },
			back: { run: () => setGrid(false), label: "close" },
		},
	});
	useKeys({
		level: "pane",
		title: "Phases",
		active: !grid && focus === "phases",
		actions: {
			up: { run: () => view.move(-1), label: "phase" },
			down: { run: () => view.move(1), label: "phase" },
			pageUp: { run: () => view.move(-10), quiet: true },
			pageDown: { run: () => view.move(10), quiet: true },
			top: { run: () => view.move(-view.list.length), quiet: true },
			bottom: { run: () => view.move(view.list.length), quiet: true },
			right: { run: () => view.fold(true), label: "tasks", quiet: view.isOpen },
			left: { run: () => view.fold(false), label: "fold", quiet: !view.isOpen },
		},
	});
	useKeys({ level: "pane", title: "Log", active: !grid && focus === "log", actions: log.movement });
	useKeys({
		level: "screen",
		title: "Build",
		actions: {
			...(build.status === "ok"
				? { confirm: { run: () => go({ screen: "result", run: opened.id }), label: "result" } }
				: {}),
			...decisions.everywhere,
			...(going && build.pause ? { stop: { run: cancel } } : {}),
			nextPane: { run: () => setPane(layout.after(focus, 1)) },
			previousPane: { run: () => setPane(layout.after(focus, -1)), quiet: true },
			...log.jumps,
			warnings: {
				run: () => {
					setFiltered(!filtered);
					if (filtered) view.setLog(FOLLOWING);
					else view.followBuild();
				},
				label: filtered ? "all lines" : "warnings",
			},
			...(focus === "problem" ? {} : { nextError: { run: toNextError, quiet: true } }),
			zoom: { run: () => setZoomed(!zoomed), quiet: true },
			grid: { run: () => setGrid(!grid) },
			wrap: {
				run: () => {
					setWrapped(!wrapped);
					preferences.update({ wrapLogs: !wrapped });
				},
				quiet: true,
			},
			...(setSpeed && speed !== undefined
				? {
						slower: { run: () => setSpeed(neighbouringSpeed(speed, -1)) },
						faster: { run: () => setSpeed(neighbouringSpeed(speed, 1)) },
					}
				: {}),
			...(going
				? {
						...(build.pause ? {} : { cancel: { run: cancel } }),
						...(watched ? {} : { detach: { run: () => exit() } }),
						interrupt: { run: cancel, label: "cancel", quiet: true },
						quit: { run: () => setAsking(true), quiet: true },
					}
				: {}),
		},
	});
	if (asking && going) {
		const answer = (run: () => void) => () => {
			setAsking(false);
			run();
		};
		const rest = { onCancel: answer(cancel), onStay: answer(() => {}) };
		if (watched) return <QuitWatchQuestion onQuit={() => exit()} {...rest} />;
		return <QuitQuestion onDetach={() => exit()} {...rest} />;
	}
	return (
		<Box flexDirection="column" width={room.columns} height={room.rows}>
			{layout.strip ? <TimeStrip columns={room.columns} build={build} past={past} elapsed={elapsed} /> : null}
			{grid ? (
				<LogGrid
					columns={layout.columns}
					rows={layout.rows}
					build={build}
					logs={logs}
					highlighted={view.stage}
					filtered={filtered}
					elapsed={elapsed}
					means={past.stages}
					tick={tick}
				/>
			) : (
				<Box width={layout.columns} height={layout.rows} flexShrink={0}>
					{layout.phases ? (
						<PhaseList
							{...layout.phases}
							build={build}
							list={view.list}
							highlighted={view.row?.key}
							focused={focus === "phases"}
							elapsed={elapsed}
							means={past}
							logs={logs}
							tick={tick}
						/>
					) : null}
					<Box flexDirection="column" flexShrink={0}>
						{layout.problem && problem ? (
							<ProblemPane
								{...layout.problem}
								problem={problem}
								focused={focus === "problem"}
								actions={decisions.own}
							/>
						) : null}
						{layout.log ? (
							<LogPane
								{...layout.log}
								title={
									whole
										? "The whole build"
										: (task?.title ?? (view.stage === undefined ? "Log" : stageName(view.stage)))
								}
								source={source}
								view={view.log}
								wrapped={wrapped}
								empty={!filtered && running?.cause ? whyItRuns(running.cause) : emptyWord(state, filtered)}
								filtered={filtered}
								focused={focus === "log"}
								progress={progress}
								search={log.search}
							/>
						) : null}
					</Box>
				</Box>
			)}
			<BuildStatus
				columns={room.columns}
				build={build}
				reading={reading}
				share={share}
				counts={state.counts}
				gauges={going ? state.gauges : undefined}
				liveness={
					going && !build.pause ? livenessReading(elapsed - build.at, state.gauges?.work, state.idleMs) : undefined
				}
			/>
		</Box>
	);
}

const whyItRuns = (cause: string) => `runs because: ${cause}`;

function emptyWord({ build, reading }: RunState, filtered: boolean): string {
	if (reading === "reading" || build.status === "waiting") return "The build is starting.";
	return filtered ? "There is no warning and no error here." : "There is no output yet.";
}
