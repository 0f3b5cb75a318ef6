import { Text } from "ink";
import type { StageState } from "../../core/run/build-state.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { useTheme } from "../kit/look/theme.js";
import { cut } from "../kit/text/text.js";
import { packageNamed } from "../wizard/elements/package-named.js";
import { lastTop, logRows } from "./log/log-rows.js";
import type { LogSource } from "./log/log-source.js";
import { stageName } from "./phase-rows.js";

export interface LogTileProps {
	readonly columns: number;
	readonly rows: number;
	readonly stage: StageState;
	readonly note: string;
	readonly focused: boolean;
	readonly source: LogSource;
}

/** One phase with the end of its log. */
export function LogTile({ columns, rows, stage, note, focused, source }: LogTileProps) {
	const theme = useTheme();
	const layout = { columns: innerColumns(columns), rows: innerRows(rows), wrapped: false };
	const colours = { error: theme.error, warning: theme.warn, trace: theme.dim, heading: theme.accent };
	return (
		<Panel columns={columns} rows={rows} title={stageName(stage.stage)} note={note} focused={focused}>
			{logRows(source, lastTop(source, layout), layout).map(({ key, kind, text }) => (
				<Text key={key} color={colours[kind as keyof typeof colours] ?? theme.text}>
					{(kind === "plain" ? packageNamed(text, theme) : text) || " "}
				</Text>
			))}
			{source.count === 0 ? <Text color={theme.dim}>{cut("no output", layout.columns)}</Text> : null}
		</Panel>
	);
}
