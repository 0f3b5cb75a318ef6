import { Box } from "ink";
import { useState } from "react";
import { useRouter } from "../app/router.js";
import { useKeys, useKeysStore, useKeysWait } from "../keys/use-keys.js";
import { Confirm } from "../kit/components/confirm.js";
import { ErrorText } from "../kit/components/error-text.js";
import { FilterRow } from "../kit/components/filter-row.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { ScreenFrame, useScreenSize } from "../kit/components/screen-frame.js";
import { VirtualList } from "../kit/components/virtual-list.js";
import { useFilter } from "../kit/hooks/use-filter.js";
import { useSelection } from "../kit/hooks/use-selection.js";
import { useServices } from "../services/services.js";
import { useCopy } from "../services/use-copy.js";
import { RunDetails } from "./run-details.js";
import { filterRuns, isLiving } from "./run-list.js";
import { RunHeadings, RunRow } from "./run-row.js";
import { useRuns } from "./use-runs.js";

/** All builds that run or ran. */
export function RunsScreen() {
	return (
		<ScreenFrame crumbs={["runs"]}>
			<Runs />
		</ScreenFrame>
	);
}

/** From this width on the details stand at the right, else below. */
const WIDE = 110;
const DETAILS_ROWS = 8;
/** How fast a replay begins; the build screen changes it. */
const REPLAY_SPEED = 10;

function Runs() {
	const room = useScreenSize();
	const services = useServices();
	const copies = useCopy();
	const { go } = useRouter();
	const keys = useKeysStore();
	const { loaded, runs, refresh } = useRuns();
	useKeysWait(loaded.status === "loading");
	const filter = useFilter(undefined, "", "filter");
	const [asking, setAsking] = useState(false);
	const shown = filterRuns(runs, filter.text);
	const wide = room.columns >= WIDE;
	const details = wide
		? { columns: Math.min(64, Math.floor(room.columns * 0.4)), rows: room.rows }
		: { columns: room.columns, rows: room.rows >= 18 ? DETAILS_ROWS : 0 };
	const list = wide
		? { columns: room.columns - details.columns, rows: room.rows }
		: { columns: room.columns, rows: room.rows - details.rows };
	const filtering = filter.editing || filter.text !== "" ? 1 : 0;
	const height = innerRows(list.rows) - 1 - filtering;
	const { item: run, index, actions } = useSelection(shown, ({ id }) => id, height);
	const none = run ? {} : { disabled: "There are no runs here." };
	const living = (why: string) => (run && isLiving(run) ? { disabled: `This run goes on: ${why}` } : none);
	const now = services.wallClock();
	useKeys({
		level: "pane",
		title: "Runs",
		active: !asking,
		actions: {
			...actions,
			confirm: { run: () => run && go({ screen: "build", run: run.id }), label: "open", ...none },
			view: {
				run: () => run && go({ screen: "result", run: run.id }),
				label: "result",
				...living("it has no result yet."),
			},
			publish: {
				run: () => run && go({ screen: "publish", run: run.id }),
				...(run && !isLiving(run) && run.state !== "ok"
					? { disabled: "This run made no image." }
					: living("it has made no image yet.")),
			},
			faster: {
				run: () => run && go({ screen: "build", run: run.id, replay: REPLAY_SPEED }),
				label: "replay",
				...living("open it."),
			},
			...copies("its id", run?.id, { label: "copy id" }),
			...(run?.batch === undefined
				? {}
				: { batch: { run: () => run.batch !== undefined && go({ screen: "batch", batch: run.batch }) } }),
			remove: { run: () => setAsking(true), ...living("cancel it first.") },
			...filter.actions,
			refresh: { run: refresh, quiet: true },
		},
	});
	const remove = (id: string) => {
		setAsking(false);
		services.runs.remove(id).then(refresh, (error: Error) => keys.getState().say(error.message));
	};
	if (asking && run) {
		return (
			<Confirm
				{...room}
				question="Delete this run?"
				consequence={`The logs of ${run.id} (${run.image}) are deleted. Images that it made stay where they are.`}
				yes="delete"
				onYes={() => remove(run.id)}
				onNo={() => setAsking(false)}
			/>
		);
	}
	return (
		<Box flexDirection={wide ? "row" : "column"} width={room.columns} height={room.rows}>
			<Panel
				{...list}
				title="Runs"
				note={filter.text === "" ? String(runs.length) : `${shown.length} of ${runs.length}`}
				focused
			>
				<RunHeadings columns={innerColumns(list.columns)} />
				{loaded.status === "failed" ? (
					<ErrorText error={loaded.error} columns={innerColumns(list.columns)} rows={height} />
				) : (
					<VirtualList
						count={Math.max(1, shown.length)}
						rows={height}
						highlighted={index}
						renderRow={(at) => (
							<RunRow
								run={shown[at]}
								empty={
									loaded.status === "loading" ? "reading" : runs.length === 0 ? "nothing was built yet" : "no run fits"
								}
								columns={innerColumns(list.columns)}
								highlighted={at === index}
								together={shown[at]?.batch !== undefined && shown[at]?.batch === run?.batch}
								now={now}
							/>
						)}
					/>
				)}
				<FilterRow filter={filter} columns={innerColumns(list.columns)} />
			</Panel>
			{details.rows > 0 ? <RunDetails {...details} run={run} /> : null}
		</Box>
	);
}
