import { Box, useApp } from "ink";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { type WatchRound, type WatchState, watchedText } from "../../core/watch/watch-state.js";
import { useRouter } from "../app/router.js";
import { logSource } from "../build/log/log-source.js";
import { stageSegments } from "../build/log/stage-segments.js";
import { LogTile } from "../build/log-tile.js";
import { currentStage } from "../build/phase-rows.js";
import { type OpenedRun, useRun } from "../build/use-run.js";
import { useKeys } from "../keys/use-keys.js";
import { ErrorText } from "../kit/components/error-text.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { ScreenFrame, type Size, useScreenSize } from "../kit/components/screen-frame.js";
import { VirtualList } from "../kit/components/virtual-list.js";
import { useSelection } from "../kit/hooks/use-selection.js";
import { useServices } from "../services/services.js";
import { RoundRow } from "./round-row.js";

/** A profile that is built again whenever something of it is saved: its builds, and the log of one. */
export function WatchScreen() {
	const { watch } = useServices();
	const [state, setState] = useState(() => watch?.get());
	useEffect(() => watch?.subscribe(setState), [watch]);
	return (
		<ScreenFrame crumbs={["watch", state?.subject ?? ""]} about={state ? watchedText(state) : ""}>
			<Rounds rounds={newestFirst(state)} />
		</ScreenFrame>
	);
}

const newestFirst = (state: WatchState | undefined): readonly WatchRound[] => state?.rounds.toReversed() ?? [];

/** Rows of the list of builds at least, its border included. */
const LEAST_ROWS = 5;

function Rounds({ rounds }: { readonly rounds: readonly WatchRound[] }) {
	const room = useScreenSize();
	const { exit } = useApp();
	const { go } = useRouter();
	const { watch } = useServices();
	const rows = Math.max(LEAST_ROWS, Math.min(rounds.length + 2, Math.floor(room.rows / 3)));
	const [chosen, setChosen] = useState<number>();
	const { item, actions } = useSelection(rounds, ({ number }) => String(number), innerRows(rows));
	// What is built now is shown, until somebody looks at another one.
	const round = chosen === undefined ? rounds[0] : (rounds.find(({ number }) => number === chosen) ?? rounds[0]);
	const index = round ? rounds.indexOf(round) : 0;
	const moving = Object.fromEntries(
		Object.entries(actions).map(([name, action]) => [name, action && { ...action, label: "build" }]),
	);
	useEffect(() => {
		// The newest one is followed.
		setChosen(item === undefined || item === rounds[0] ? undefined : item.number);
	}, [item, rounds]);
	const { run } = round ?? {};
	useKeys({
		level: "pane",
		title: "Watch",
		actions: {
			...moving,
			confirm: {
				run: () => run !== undefined && go({ screen: "build", run }),
				label: "open",
				...(run === undefined ? { disabled: "This build has not begun." } : {}),
			},
			interrupt: {
				run: () => {
					watch?.interrupt();
					exit();
				},
				label: "end",
			},
		},
	});
	const columns = innerColumns(room.columns);
	const rest = { columns: room.columns, rows: room.rows - rows };
	return (
		<Box flexDirection="column" width={room.columns} height={room.rows}>
			<Panel columns={room.columns} rows={rows} title="Builds" note={String(rounds.length)} focused>
				<VirtualList
					count={Math.max(1, rounds.length)}
					rows={innerRows(rows)}
					highlighted={index}
					renderRow={(at) => <RoundRow round={rounds[at]} columns={columns} highlighted={at === index} />}
				/>
			</Panel>
			{round?.error ? (
				<Panel {...rest} title="Why it cannot be built">
					<ErrorText error={round.error} columns={columns} rows={innerRows(rest.rows)} />
				</Panel>
			) : run === undefined ? (
				<Panel {...rest} title="Log" />
			) : (
				<RoundLog key={run} {...rest} run={run} />
			)}
		</Box>
	);
}

/** The end of the log of a build: of the phase that it is in, or in which it ended. */
function RoundLog({ run, ...size }: Size & { readonly run: string }) {
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
