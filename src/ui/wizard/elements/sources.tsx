import { useState } from "react";
import type { Catalogue } from "../../../core/element/element.js";
import { type SerialisedError, serialiseError } from "../../../core/errors.js";
import { rememberElementsPaths } from "../../../core/host/preferences.js";
import { useKeyName, useKeys, useKeysStore } from "../../keys/use-keys.js";
import { ErrorOverlay } from "../../kit/components/error-overlay.js";
import { FactsPanel, LoadedFacts } from "../../kit/components/facts-panel.js";
import { MenuList } from "../../kit/components/menu-list.js";
import { NameDialog } from "../../kit/components/name-dialog.js";
import { innerColumns, innerRows, Panel } from "../../kit/components/panel.js";
import { type Size, useScreenSize } from "../../kit/components/screen-frame.js";
import { TwoPanes } from "../../kit/components/two-panes.js";
import { useKept } from "../../kit/hooks/use-kept.js";
import { useLoaded } from "../../kit/hooks/use-loaded.js";
import { useTheme } from "../../kit/look/theme.js";
import { useServices } from "../../services/services.js";
import type { ListedSource } from "../../services/sources.js";
import { useCopy } from "../../services/use-copy.js";
import { useDraft, useDraftStore } from "../draft.js";
import {
	LIVE,
	liveFacts,
	newerVersion,
	type SourceRow,
	sourceEntries,
	sourceFacts,
	sourceRows,
	toggledSource,
	withSource,
} from "./source-rows.js";

export interface SourcesProps {
	readonly room: Size;
	/** Of the image as it is; undefined while its elements cannot be read. */
	readonly catalogue: Catalogue | undefined;
	/** Something was fetched: the elements have to be read again. */
	readonly onFetched: () => void;
	readonly onClose: () => void;
}

interface Known {
	readonly listed: readonly ListedSource[];
	readonly missing: readonly string[];
}

/** Where the elements come from: the elements path, and the collections of others that can be put on it. */
export function Sources({ room, catalogue, onFetched, onClose }: SourcesProps) {
	const { sources } = useServices();
	const draft = useDraft((state) => state.build);
	const [looks, setLooks] = useState(0);
	const loaded = useLoaded(JSON.stringify([looks, draft.profile.sources]), async (): Promise<Known> => {
		const [listed, missing] = await Promise.all([sources.list(), sources.missing(draft)]);
		return { listed, missing };
	});
	useKeys({ level: "screen", title: "Sources", actions: { back: { run: onClose, label: "to the elements" } } });
	if (loaded.status !== "ok") {
		return <LoadedFacts title={TITLE} room={room} loaded={loaded} />;
	}
	const lookAgain = () => {
		setLooks(looks + 1);
		onFetched();
	};
	return <SourceList known={loaded.value} room={room} catalogue={catalogue} onChanged={lookAgain} onClose={onClose} />;
}

const TITLE = "Where the elements come from";

interface SourceListProps extends Pick<SourcesProps, "room" | "catalogue" | "onClose"> {
	readonly known: Known;
	readonly onChanged: () => void;
}

function SourceList({ known, room, catalogue, onChanged, onClose }: SourceListProps) {
	const theme = useTheme();
	const whole = useScreenSize();
	const keyOf = useKeyName();
	const copies = useCopy();
	const keys = useKeysStore();
	const { preferences, sources, wallClock } = useServices();
	const draft = useDraftStore();
	const build = useDraft((state) => state.build);
	const rows = sourceRows(build.profile, known.listed, known.missing);
	const [highlighted, setHighlighted] = useKept("collection", () => rows[0]?.name ?? "");
	const [adding, setAdding] = useState<"copy" | "live">();
	const live = build.elementsPath ?? [];
	const [error, setError] = useState<SerialisedError>();
	const liveShown = live.find((folder) => highlighted === `${LIVE}${folder}`);
	const shown = rows.find(({ name }) => name === highlighted) ?? rows[0];
	const rowOf = (name: string) => rows.find((row) => row.name === name);
	const takeOff = (folder: string) => draft.getState().setElementsPath(live.filter((other) => other !== folder));
	const toggle = (name: string) => {
		const row = rowOf(name);
		if (row) draft.getState().change((profile) => toggledSource(profile, row));
		else takeOff(name.slice(LIVE.length));
	};
	const fetchMissing = () => {
		keys.getState().say("fetching …");
		sources
			.fetch(build)
			.finally(() => keys.getState().say(undefined))
			.then(onChanged, (thrown) => setError(serialiseError(thrown)));
	};
	const move = ({ listed }: SourceRow) => {
		if (listed) draft.getState().change((profile) => withSource(profile, listed.pin));
	};
	const add = { run: () => setAdding("copy") };
	const addFolder = { run: () => setAdding("live") };
	const nothing = rows.length + live.length === 0;
	useKeys({ level: "screen", title: TITLE, active: nothing, actions: { add, addFolder } });
	if (error) return <ErrorOverlay title="Not fetched" error={error} onClose={() => setError(undefined)} />;
	if (adding === "live") {
		return (
			<NameDialog
				{...whole}
				title="Add a live folder of elements"
				text="A folder that holds the folders of your elements. Nothing is copied: every build reads it as it is then."
				initial={preferences.get().elementsPaths.find((folder) => !live.includes(folder)) ?? ""}
				submitLabel="add"
				onSubmit={async (path) => {
					const folder = await sources.liveFolder(path);
					preferences.update(rememberElementsPaths(preferences.get(), [folder]));
					setAdding(undefined);
					setHighlighted(`${LIVE}${folder}`);
					draft.getState().setElementsPath([folder, ...live.filter((other) => other !== folder)]);
				}}
				onClose={() => setAdding(undefined)}
			/>
		);
	}
	if (adding) {
		return (
			<NameDialog
				{...whole}
				title="Add a collection of elements"
				text="The address of a git repository, or the path of a folder of elements. It is kept at the commit it is at now."
				initial=""
				submitLabel="fetch"
				onSubmit={async (from) => {
					keys.getState().say("fetching …");
					const added = await sources.add(from).finally(() => keys.getState().say(undefined));
					setAdding(undefined);
					setHighlighted(added.name);
					draft.getState().change((profile) => withSource(profile, added.pin));
					onChanged();
				}}
				onClose={() => setAdding(undefined)}
			/>
		);
	}
	const chosen = rows.filter((row) => row.chosen).length;
	return (
		<TwoPanes
			room={room}
			share={0.54}
			first={({ columns, rows: height }) => (
				<Panel columns={columns} rows={height} title={TITLE} note={`${chosen} chosen`} focused>
					<MenuList
						title="Collections"
						entries={sourceEntries(rows, pathOf(catalogue), live, theme, keyOf("add"))}
						columns={innerColumns(columns)}
						rows={innerRows(height)}
						initial={highlighted}
						onHighlight={setHighlighted}
						onChoose={(name) => (rowOf(name)?.missing ? fetchMissing() : onClose())}
						confirmLabel={shown?.missing ? "fetch it" : "to the elements"}
						actions={(name) => {
							const row = rowOf(name);
							return {
								...copies(row ? "its name" : "its path", row ? name : name.slice(LIVE.length)),
								toggle: { run: () => toggle(name), label: !row || row.chosen ? "do not use" : "use" },
								add,
								addFolder,
								...(row && newerVersion(row) ? { reset: { run: () => move(row), label: "use this host's" } } : {}),
							};
						}}
					/>
				</Panel>
			)}
			second={(side) => (
				<FactsPanel
					title={liveShown ?? shown?.name ?? ""}
					room={side}
					facts={
						liveShown === undefined
							? shown
								? sourceFacts(shown, catalogue, wallClock())
								: []
							: liveFacts(liveShown, catalogue)
					}
				/>
			)}
		/>
	);
}

/** The folders of the path that no collection of others has brought, each with its elements. */
function pathOf(catalogue: Catalogue | undefined) {
	if (!catalogue) return [];
	const brought = new Set(catalogue.sources.flatMap(({ folders }) => folders));
	const elements = [...catalogue.elements.values()];
	return catalogue.path
		.filter((folder) => !brought.has(folder))
		.map((folder) => ({ folder, elements: elements.filter(({ collection }) => collection === folder).length }));
}
