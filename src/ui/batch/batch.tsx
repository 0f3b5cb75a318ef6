import { Box, Text, useApp } from "ink";
import { useState } from "react";
import { type BatchMember, batchRemaining, countMembers } from "../../core/batch/batch-state.js";
import { clockDuration, shortDuration } from "../../core/text/short-quantities.js";
import { useRouter } from "../app/router.js";
import { QuitQuestion } from "../build/quit-question.js";
import { useKeys } from "../keys/use-keys.js";
import { ErrorText } from "../kit/components/error-text.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import type { Reading } from "../kit/components/readings.js";
import { ScreenFrame, useScreenSize } from "../kit/components/screen-frame.js";
import { VirtualList } from "../kit/components/virtual-list.js";
import { type Selection, useSelection } from "../kit/hooks/use-selection.js";
import { useTheme } from "../kit/look/theme.js";
import { cut } from "../kit/text/text.js";
import { useServices } from "../services/services.js";
import { batchLayout, tiledMembers } from "./batch-layout.js";
import { MemberHeadings, MemberRow, memberColumns } from "./member-row.js";
import { MemberTile } from "./member-tile.js";
import { type MemberView, viewMember } from "./member-view.js";
import { type FollowedBatch, useBatch } from "./use-batch.js";
import { useEndBuilds } from "./use-end-builds.js";
import { type ReadRun, useLiveRuns } from "./use-live-runs.js";

/** Several builds at once: a list of all, and the logs of those that run and fail. */
export function BatchScreen({ batch }: { readonly batch: string }) {
	const followed = useBatch(batch);
	const { state, alive } = followed;
	const { wallClock } = useServices();
	const selection = useSelection(state.members, ({ name }) => name, PAGE);
	// Those that ended well are read when somebody looks at them.
	const ids = state.members.flatMap((member) => {
		const { run, status } = member;
		const isRead = status === "running" || status === "failed" || member === selection.item;
		return run !== undefined && isRead ? [run] : [];
	});
	const { read, tick } = useLiveRuns(ids.slice(0, MOST_READ));
	const at = state.ms ?? Math.max(0, state.wallClock === "" ? 0 : wallClock() - Date.parse(state.wallClock));
	const views = state.members.map((member) => viewMember(member, read(member.run), at, alive));
	// What waits for an answer takes as long as that does.
	const leftOf = (index: number) => (views[index]?.status === "held" ? 0 : views[index]?.leftMs);
	const left = alive ? batchRemaining(state, (_, index) => leftOf(index)) : undefined;
	return (
		<ScreenFrame crumbs={["batch", batch]} about={aboutOf(followed)} readings={clockOf(followed, at, left)}>
			<Batch id={batch} followed={followed} views={views} read={read} tick={tick} selection={selection} />
		</ScreenFrame>
	);
}

/** Builds that a page key passes. */
const PAGE = 10;
/** More runs at once no screen has room for. */
const MOST_READ = 24;

function aboutOf({ state }: FollowedBatch): string {
	if (state.members.length === 0) return "";
	const { ok, failed, running, waiting } = countMembers(state);
	const counts: readonly [number, string][] = [
		[ok, `of ${state.members.length} built`],
		[failed, "failed"],
		[running, "running"],
		[waiting, "waiting"],
	];
	return counts.flatMap(([count, word], index) => (count > 0 || index === 0 ? [`${count} ${word}`] : [])).join(" · ");
}

function clockOf({ state, alive }: FollowedBatch, at: number, left: number | undefined): Reading[] {
	if (state.wallClock === "") return [];
	return [
		{ label: state.ms === undefined ? "elapsed" : "took", value: clockDuration(at) },
		...(left === undefined || !alive ? [] : [{ label: "eta", value: shortDuration(Math.ceil(left / 1000) * 1000) }]),
	];
}

interface BatchProps {
	readonly id: string;
	readonly followed: FollowedBatch;
	readonly views: readonly MemberView[];
	readonly read: (id: string | undefined) => ReadRun | undefined;
	readonly tick: number;
	readonly selection: Selection<BatchMember>;
}

function Batch({ id, followed, views, read, tick, selection: { item, index, actions } }: BatchProps) {
	const room = useScreenSize();
	const theme = useTheme();
	const { exit } = useApp();
	const { go } = useRouter();
	const end = useEndBuilds(id);
	const [asking, setAsking] = useState(false);
	const { state, alive, error } = followed;
	const { members } = state;
	const statuses = views.map(({ status }) => status);
	const tiled = (most: number) => tiledMembers(statuses, index, (at) => members[at]?.run !== undefined, most);
	const layout = batchLayout(room, members.length, tiled(members.length).length);
	const height = innerRows(layout.list.rows) - 1;
	const view = views[index];
	const run = item?.run;
	const going = alive && state.exitCode === undefined;
	const unbegun = run === undefined ? { disabled: "This build has not begun." } : {};
	const over = view && ["ok", "failed", "cancelled", "left-out", "died"].includes(view.status);
	useKeys({
		level: "pane",
		title: "Builds",
		active: !asking,
		actions: {
			...actions,
			confirm: { run: () => run !== undefined && go({ screen: "build", run }), label: "open", ...unbegun },
			view: {
				run: () => run !== undefined && go({ screen: "result", run }),
				label: "result",
				quiet: view?.status !== "ok",
				...(view?.status === "ok" ? {} : { disabled: "It has no result yet." }),
			},
			...(going
				? {
						cancel: {
							run: () => item && end({ build: index, name: item.name }),
							...(over ? { disabled: "This build has ended." } : {}),
						},
						cancelAll: { run: () => end("all") },
						detach: { run: () => exit() },
						interrupt: { run: () => end("all"), label: "cancel all", quiet: true },
						quit: { run: () => setAsking(true), quiet: true },
					}
				: {}),
		},
	});
	if (asking && going) {
		return (
			<QuitQuestion
				several
				onDetach={() => exit()}
				onCancel={() => {
					setAsking(false);
					end("all");
				}}
				onStay={() => setAsking(false)}
			/>
		);
	}
	const inner = innerColumns(layout.list.columns);
	const columns = memberColumns(
		inner,
		members.map(({ name }) => name),
	);
	const shown = tiled(layout.tiles.flat().length);
	const left = [...shown];
	const tiles = layout.tiles.map((sizes) => sizes.flatMap((size) => left.splice(0, 1).map((at) => ({ at, size }))));
	return (
		<Box flexDirection="column" width={room.columns} height={room.rows}>
			<Panel {...layout.list} title="Builds" note={noteOf(followed)} focused>
				{error ? (
					<ErrorText error={error} columns={inner} rows={height} />
				) : (
					<>
						<MemberHeadings columns={columns} />
						<VirtualList
							count={members.length}
							rows={height}
							highlighted={index}
							renderRow={(at) => (
								<MemberRow
									name={members[at]?.name ?? ""}
									view={views[at] as MemberView}
									columns={columns}
									highlighted={at === index}
									tick={tick}
								/>
							)}
						/>
						{members.length === 0 ? <Text color={theme.dim}>{cut("The builds are starting.", inner)}</Text> : null}
					</>
				)}
			</Panel>
			{tiles.map((line) => (
				<Box key={line.map(({ at }) => at).join(" ")} width={room.columns} flexShrink={0}>
					{line.map(({ at, size }) => (
						<MemberTile
							key={at}
							{...size}
							name={members[at]?.name ?? ""}
							view={views[at] as MemberView}
							run={read(members[at]?.run)}
							problem={members[at]?.problem}
							focused={at === index}
							tick={tick}
						/>
					))}
				</Box>
			))}
		</Box>
	);
}

function noteOf({ state, alive }: FollowedBatch): string {
	const all = `${state.members.length}, ${state.jobs} at once`;
	if (state.exitCode !== undefined) return state.cancelledBy === undefined ? all : `${all}, cancelled`;
	if (!alive) return "killed: what ran has been cancelled";
	return state.cancelledBy === undefined ? all : "cancelling";
}
