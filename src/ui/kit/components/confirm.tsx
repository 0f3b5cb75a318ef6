import { Box, Text } from "ink";
import { useKeyName, useKeys } from "../../keys/use-keys.js";
import { useTheme } from "../look/theme.js";
import { wrap } from "../text/text.js";
import { innerColumns, Panel } from "./panel.js";

export interface ConfirmProps {
	readonly columns: number;
	readonly rows: number;
	readonly question: string;
	/** What happens, in a sentence. */
	readonly consequence: string;
	readonly yes: string;
	readonly onYes: () => void;
	readonly onNo: () => void;
}

/** A question before something that is hard to undo; it covers the screen and hears all keys. */
export function Confirm({ columns, rows, question, consequence, yes, onYes, onNo }: ConfirmProps) {
	const theme = useTheme();
	const keyOf = useKeyName();
	useKeys({
		level: "overlay",
		title: question,
		modal: true,
		actions: { confirm: { run: onYes, label: yes }, back: { run: onNo, label: "no" } },
	});
	const outer = Math.min(columns, 72);
	const lines = wrap(consequence, innerColumns(outer));
	return (
		<Box width={columns} height={rows} alignItems="center" justifyContent="center">
			<Panel columns={outer} rows={Math.min(rows, lines.length + 6)} title={question} focused>
				<Text> </Text>
				{lines.map((line) => (
					<Text key={line}>{line}</Text>
				))}
				<Text> </Text>
				<Text>
					<Text bold color={theme.accent}>
						{keyOf("confirm")}
					</Text>{" "}
					{yes}
					{"   "}
					<Text bold color={theme.accent}>
						{keyOf("back")}
					</Text>{" "}
					no
				</Text>
			</Panel>
		</Box>
	);
}
