import { Text } from "ink";
import type { ResolutionNode } from "../../../core/resolve/tree.js";
import type { TreeRow } from "../../../core/text/tree-rows.js";
import { innerColumns, innerRows, Panel } from "../../kit/components/panel.js";
import { Row } from "../../kit/components/row.js";
import { VirtualList } from "../../kit/components/virtual-list.js";
import { GLYPHS } from "../../kit/look/glyphs.js";
import { useTheme } from "../../kit/look/theme.js";
import { cut, pad, width } from "../../kit/text/text.js";
import type { ImageRow } from "./image-rows.js";

export interface ResolutionPaneProps {
	readonly columns: number;
	readonly rows: number;
	readonly focused: boolean;
	readonly title: string;
	readonly note: string;
	readonly list: readonly ImageRow[];
	readonly highlighted: number;
}

/** What the choices come to: the tree of who pulled what in, what is left out, what is wrong and how to mend it. */
export function ResolutionPane({ columns, rows, focused, title, note, list, highlighted }: ResolutionPaneProps) {
	const inner = innerColumns(columns);
	return (
		<Panel columns={columns} rows={rows} title={title} note={note} focused={focused}>
			<VirtualList
				count={list.length}
				rows={innerRows(rows)}
				highlighted={highlighted}
				renderRow={(index) => (
					<ImageLine row={list[index] as ImageRow} columns={inner} highlighted={focused && index === highlighted} />
				)}
			/>
		</Panel>
	);
}

interface LineProps<R> {
	readonly row: R;
	readonly columns: number;
	readonly highlighted: boolean;
}

/** One line of it; review shows the same lines. */
export function ImageLine({ row, columns, highlighted }: LineProps<ImageRow>) {
	const theme = useTheme();
	switch (row.kind) {
		case "node":
			return <NodeLine row={row.row} stale={row.stale} columns={columns} highlighted={highlighted} />;
		case "excluded": {
			const name = cut(`${GLYPHS.refused} ${row.name}`, columns);
			return (
				<Row highlighted={highlighted}>
					<Text color={theme.warn}>{name}</Text>
					<Text bold={false} color={theme.dim}>
						{pad(`  ${row.note}`, columns - width(name))}
					</Text>
				</Row>
			);
		}
		case "cure":
			return (
				<Row highlighted={highlighted}>
					<Text bold color={theme.accent}>{`${row.key}`}</Text>
					{pad(`  ${row.text}`, columns - 1)}
				</Row>
			);
		case "heading":
			return (
				<Row highlighted={highlighted}>
					<Text bold color={theme.strong}>
						{pad(row.text, columns)}
					</Text>
				</Row>
			);
		case "text":
			return (
				<Row highlighted={highlighted}>
					<Text color={{ error: theme.error, warn: theme.warn, plain: theme.text, dim: theme.dim }[row.tone]}>
						{pad(row.text, columns)}
					</Text>
				</Row>
			);
	}
}

function NodeLine(props: LineProps<TreeRow<ResolutionNode>> & { readonly stale: boolean }) {
	const { row, stale, columns, highlighted } = props;
	const theme = useTheme();
	const { node, guide, folded } = row;
	const { selected, exclusion } = node;
	const asked = selected?.reason.kind === "requested";
	const colour = stale ? theme.dim : exclusion ? theme.warn : asked ? theme.ok : theme.text;
	const sign = exclusion ? `${GLYPHS.refused} ` : folded ? `${GLYPHS.folded} ` : "";
	const shownGuide = cut(guide, columns);
	const name = cut(`${sign}${node.name}`, columns - width(shownGuide));
	const note = exclusion
		? `provided by ${exclusion.providedBy}`
		: node.repeated
			? "see above"
			: selected?.reason.kind === "implied"
				? "added by a rule"
				: folded
					? `${countBelow(node)} below`
					: "";
	return (
		<Row highlighted={highlighted}>
			<Text bold={false} color={theme.border}>
				{shownGuide}
			</Text>
			<Text color={node.repeated ? theme.dim : colour}>{name}</Text>
			<Text bold={false} color={theme.dim}>
				{pad(note ? `  ${note}` : "", columns - width(shownGuide) - width(name))}
			</Text>
		</Row>
	);
}

function countBelow({ children }: ResolutionNode): number {
	return children.reduce((sum, child) => sum + 1 + countBelow(child), 0);
}
