import { innerColumns, innerRows, Panel } from "../components/panel.js";
import { ViewLines } from "../components/view-lines.js";
import { firstRow } from "../explorer/cursor.js";
import type { Place } from "../explorer/trail.js";
import { useViewRows, type Viewed } from "../hooks/use-view-rows.js";
import type { Room } from "../shell.js";

/** What the highlighted row leads to: enter goes there. */
export function ExplorerPreview({ columns, rows, place, viewed }: Room & { place: Place; viewed: Viewed }) {
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
