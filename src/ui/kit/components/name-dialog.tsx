import { Box, Text } from "ink";
import { useState } from "react";
import { type SerialisedError, serialiseError } from "../../../core/errors.js";
import { useTheme } from "../look/theme.js";
import { wrap } from "../text/text.js";
import { ErrorText } from "./error-text.js";
import { innerColumns, Panel } from "./panel.js";
import { TextField } from "./text-field.js";

export interface NameDialogProps {
	readonly columns: number;
	readonly rows: number;
	readonly title: string;
	readonly text: string;
	readonly initial: string;
	readonly submitLabel: string;
	/** Does what was asked for; what it rejects with is shown, and the text can be changed. */
	readonly onSubmit: (text: string) => Promise<unknown>;
	readonly onClose: () => void;
}

/** Asks for a name, a path or another line of text; it covers the screen and hears all keys. */
export function NameDialog(props: NameDialogProps) {
	const { columns, rows, title, text, initial, submitLabel, onSubmit, onClose } = props;
	const theme = useTheme();
	const [error, setError] = useState<SerialisedError>();
	const outer = Math.min(columns, 84);
	const inner = innerColumns(outer);
	const lines = wrap(text, inner);
	const height = Math.min(rows, lines.length + 9);
	return (
		<Box width={columns} height={rows} alignItems="center" justifyContent="center">
			<Panel columns={outer} rows={height} title={title} focused>
				<Text> </Text>
				{lines.map((line) => (
					<Text key={line} color={theme.dim}>
						{line}
					</Text>
				))}
				<Text> </Text>
				<TextField
					title={title}
					initial={initial}
					columns={inner - 1}
					active
					overlay
					submitLabel={submitLabel}
					onChange={() => setError(undefined)}
					onSubmit={(value) => void onSubmit(value).catch((thrown) => setError(serialiseError(thrown)))}
					onCancel={onClose}
				/>
				<Text> </Text>
				{error ? <ErrorText error={error} columns={inner} rows={height - lines.length - 6} /> : null}
			</Panel>
		</Box>
	);
}
