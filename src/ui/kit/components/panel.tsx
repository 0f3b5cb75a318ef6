import { Box, Text } from "ink";
import type { ReactNode } from "react";
import { GLYPHS } from "../look/glyphs.js";
import { useTheme } from "../look/theme.js";
import { cut, width } from "../text/text.js";

export interface PanelProps {
	/** Outer size in cells, borders included. */
	readonly columns: number;
	readonly rows: number;
	readonly title: string;
	/** On the border at the right: a counter, a state. */
	readonly note?: string;
	readonly focused?: boolean;
	readonly children?: ReactNode;
}

/** Cells inside a panel, its border and one blank at each side taken off. */
export const innerColumns = (columns: number): number => Math.max(0, columns - 4);
/** Rows inside a panel. */
export const innerRows = (rows: number): number => Math.max(0, rows - 2);

/**
 * A frame with its title on the border. The frame is drawn as text of exactly its size: Ink's own borders give way to
 * content that is too wide (terminal traps of flexbox), ours never do.
 */
export function Panel({ columns, rows, title, note = "", focused = false, children }: PanelProps) {
	const theme = useTheme();
	const border = focused ? theme.focus : theme.border;
	const inner = innerRows(rows);
	const side = Array.from({ length: inner }, () => "│").join("\n");
	const room = columns - 6;
	// Where no colour tells which pane has the keys, a sign does.
	const heading = focused && theme.name === "mono" ? `${GLYPHS.pointer} ${title}` : title;
	const right = cut(note, Math.max(0, room - Math.min(width(heading), 12) - 2));
	const left = cut(heading, Math.max(0, room - (right ? width(right) + 3 : 0)));
	const dashes = Math.max(0, columns - 6 - width(left) - (right ? width(right) + 2 : 0));
	return (
		<Box flexDirection="column" width={columns} height={rows} flexShrink={0}>
			<Text wrap="truncate">
				<Text color={border} aria-hidden>
					╭─{" "}
				</Text>
				<Text bold={focused} color={focused ? theme.focus : theme.strong}>
					{left}
				</Text>
				<Text color={border} aria-hidden>
					{" "}
					{"─".repeat(dashes)}
				</Text>
				{right ? <Text color={theme.dim}> {right} </Text> : null}
				<Text color={border} aria-hidden>
					─╮
				</Text>
			</Text>
			<Box width={columns} height={inner} flexShrink={0}>
				<Box width={2} flexShrink={0} aria-hidden>
					<Text color={border}>{side}</Text>
				</Box>
				<Box flexDirection="column" width={innerColumns(columns)} height={inner} flexShrink={0} overflow="hidden">
					{children}
				</Box>
				<Box width={2} flexShrink={0} justifyContent="flex-end" aria-hidden>
					<Text color={border}>{side}</Text>
				</Box>
			</Box>
			<Text color={border} aria-hidden>{`╰${"─".repeat(Math.max(0, columns - 2))}╯`}</Text>
		</Box>
	);
}
