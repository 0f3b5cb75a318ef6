import { useState } from "react";
import type { Place as FilePlace } from "../../core/errors.js";
import type { ActionHandler } from "../keys/keys.js";
import { useKeys } from "../keys/use-keys.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import type { Size } from "../kit/components/screen-frame.js";
import { listActions } from "../kit/hooks/use-list.js";
import { useCopy } from "../services/use-copy.js";
import { cursorOf, firstRow, previewOf } from "./cursor.js";
import { ExplorerView, viewHeight } from "./explorer-view.js";
import type { ExplorerRooms } from "./pane-layout.js";
import type { Visit } from "./trail.js";
import type { Explorer } from "./use-explorer.js";
import { useRowSearch } from "./use-row-search.js";
import { foldKey, useViewRows, type Viewed } from "./use-view-rows.js";
import { scrolls } from "./view-content.js";
import { POINTER, ViewLines } from "./view-lines.js";
import type { Target, ViewRow } from "./view-row.js";

export interface ExplorerPlaceProps {
	readonly rooms: ExplorerRooms;
	readonly focused: boolean;
	readonly explorer: Explorer;
	readonly viewed: Viewed;
	readonly onFold: (branch: string, shut: boolean) => void;
	readonly onLeave: () => void;
	readonly onCheck: (element: string) => void;
	readonly onEdit: (place: FilePlace) => void;
}

/** One place of the explorer with its keys, and beside it what its highlighted row leads to. */
export function ExplorerPlace(props: ExplorerPlaceProps) {
	const { rooms, focused, explorer, viewed, onFold, onLeave, onCheck, onEdit } = props;
	const { place, trail } = explorer;
	const room = rooms.view ?? { columns: 80, rows: 20 };
	const list = useViewRows(place, viewed, innerColumns(room.columns) - (scrolls(place) ? 0 : POINTER));
	const copies = useCopy();
	const [searching, setSearching] = useState(false);
	const height = viewHeight(room.rows, place, searching);
	const cursor = cursorOf(place, list, height);
	const search = useRowSearch(list, cursor, explorer.moveTo);
	const shown = search.state.editing || search.state.text !== "";
	if (shown !== searching) setSearching(shown);
	const row = list[cursor];
	const target = scrolls(place) ? undefined : row?.target;
	const branch = row?.branch;

	const fold = (shut: boolean) => branch && onFold(foldKey(place, branch.path), shut);
	const open = (to: Target) => {
		if (to.to === "element") explorer.follow(to.name);
		else if (to.to === "file") explorer.open(to.file);
		else onCheck(place.element);
	};
	const file = editable(
		place.file?.path ?? (target?.to === "file" ? target.file.path : undefined),
		viewed,
		place.element,
	);
	const line = place.file ? (row?.number ?? place.file.line) : target?.to === "file" ? target.file.line : undefined;
	const edit: ActionHandler = {
		run: () => file && onEdit({ file, ...(line === undefined ? {} : { line }) }),
		...(file ? {} : { disabled: "Nothing to edit here: choose a hook, a variable or a finding.", quiet: true }),
	};
	const move = listActions(cursor, list.length, height, explorer.moveTo);
	useKeys({
		level: "pane",
		title: "View",
		active: focused,
		actions: {
			...(target ? { confirm: { run: () => open(target), label: LABELS[target.to] } } : {}),
			...move,
			...(branch
				? {
						left: { run: () => fold(true), label: "fold" },
						right: { run: () => fold(false), label: "unfold", quiet: true },
					}
				: {}),
			back: { run: trail.length > 1 ? explorer.back : onLeave, label: trail.length > 1 ? "back" : "list" },
			edit,
			...(target?.to === "element"
				? copies("its name", target.name)
				: target && file
					? copies("its path", file)
					: copies("the line", row && lineText(row, place.file !== undefined))),
			...search.actions,
		},
	});
	return (
		<>
			{rooms.view ? (
				<ExplorerView
					{...rooms.view}
					focused={focused}
					place={place}
					list={list}
					cursor={cursor}
					search={search.state}
					note={search.note || placeNote(list.length, cursor, height, scrolls(place))}
				/>
			) : null}
			{rooms.preview ? <ExplorerPreview {...rooms.preview} place={previewOf(place, target)} viewed={viewed} /> : null}
		</>
	);
}

const LABELS: Readonly<Record<Target["to"], string>> = { element: "go there", file: "read", checks: "check" };

/** What a row says, without the number of its line. */
function lineText({ line, number }: ViewRow, isFile: boolean): string {
	return line
		.slice(isFile && number !== undefined ? 2 : 0)
		.map(({ text }) => text)
		.join("")
		.trim();
}

/** Absolute path of a file of the element. */
function editable(
	path: string | undefined,
	{ catalogue }: Pick<Viewed, "catalogue">,
	element: string,
): string | undefined {
	const folder = catalogue.elements.get(element)?.path;
	return path === undefined || folder === undefined ? undefined : `${folder}/${path}`;
}

/** How far a text that is longer than its room has been read. */
function placeNote(count: number, cursor: number, height: number, scrolled: boolean): string {
	if (!scrolled || count <= height) return "";
	return `${Math.round((100 * Math.min(count, cursor + height)) / count)} %`;
}

/** What the highlighted row leads to: enter goes there. */
function ExplorerPreview({ columns, rows, place, viewed }: Size & { place: Visit; viewed: Viewed }) {
	const inner = innerColumns(columns);
	const list = useViewRows(place, viewed, inner);
	const { element, view, file } = place;
	return (
		<Panel columns={columns} rows={rows} title={file ? `${element} / ${file.path}` : element} note={file ? "" : view}>
			<ViewLines
				list={list}
				columns={inner}
				rows={innerRows(rows)}
				cursor={firstRow(place, list, innerRows(rows))}
				scrolls
				line={file?.line}
			/>
		</Panel>
	);
}
