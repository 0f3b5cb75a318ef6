import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import type { Size } from "../kit/components/screen-frame.js";
import { firstRow } from "./cursor.js";
import type { Place } from "./trail.js";
import { useViewRows, type Viewed } from "./use-view-rows.js";
import { ViewLines } from "./view-lines.js";

/** What the highlighted row leads to: enter goes there. */
export function ExplorerPreview({ columns, rows, place, viewed }: Size & { place: Place; viewed: Viewed }) {
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
