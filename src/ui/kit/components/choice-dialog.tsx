import { Box, Text } from "ink";
import { useKeys } from "../../keys/use-keys.js";
import { useList } from "../hooks/use-list.js";
import { GLYPHS } from "../look/glyphs.js";
import { pad, spread, wrap } from "../text/text.js";
import { innerColumns, innerRows, Panel } from "./panel.js";
import { Row } from "./row.js";
import { VirtualList } from "./virtual-list.js";

export interface DialogChoice {
	readonly label: string;
	/** What it does, dim at the right. */
	readonly detail: string;
	readonly run: () => void;
}

export interface ChoiceDialogProps {
	readonly columns: number;
	readonly rows: number;
	readonly title: string;
	readonly text: string;
	readonly choices: readonly DialogChoice[];
	readonly onBack: () => void;
}

/** A question with several answers; it covers the screen and hears all keys. */
export function ChoiceDialog({ columns, rows, title, text, choices, onBack }: ChoiceDialogProps) {
	const outer = Math.min(columns, 84);
	const inner = innerColumns(outer);
	const lines = wrap(text, inner).slice(0, Math.max(1, rows - 7));
	const height = Math.max(1, Math.min(choices.length, innerRows(rows) - lines.length - 2));
	const list = useList(choices.length, height);
	useKeys({
		level: "overlay",
		title,
		modal: true,
		actions: {
			...list.actions,
			confirm: { run: () => choices[list.index]?.run(), label: "choose" },
			back: { run: onBack },
		},
	});
	return (
		<Box width={columns} height={rows} alignItems="center" justifyContent="center">
			<Panel columns={outer} rows={Math.min(rows, lines.length + height + 4)} title={title} focused>
				<Text> </Text>
				{lines.map((line) => (
					<Text key={line}>{line || " "}</Text>
				))}
				<Text> </Text>
				<VirtualList
					count={choices.length}
					rows={height}
					highlighted={list.index}
					renderRow={(index) => {
						const { label = "", detail = "" } = choices[index] ?? {};
						const highlighted = index === list.index;
						return (
							<Row highlighted={highlighted}>
								{pad(`${highlighted ? GLYPHS.pointer : " "} ${spread(label, detail, inner - 2)}`, inner)}
							</Row>
						);
					}}
				/>
			</Panel>
		</Box>
	);
}
