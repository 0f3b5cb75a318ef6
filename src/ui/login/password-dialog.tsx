import { Box, Text } from "ink";
import { useState } from "react";
import { innerColumns, Panel } from "../kit/components/panel.js";
import type { Size } from "../kit/components/screen-frame.js";
import { TextField } from "../kit/components/text-field.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { useTheme } from "../kit/look/theme.js";
import { cut } from "../kit/text/text.js";

export interface PasswordDialogProps extends Size {
	readonly user: string;
	/** The same was typed twice. */
	readonly onPassword: (password: string) => void;
	readonly onClose: () => void;
}

/** Asks for a password, twice; it covers the screen and hears all keys. */
export function PasswordDialog({ columns, rows, user, onPassword, onClose }: PasswordDialogProps) {
	const theme = useTheme();
	const [first, setFirst] = useState<string>();
	const [complaint, setComplaint] = useState("");
	const outer = Math.min(columns, 84);
	const inner = innerColumns(outer);
	const submit = (text: string) => {
		if (text === "") return setComplaint("An empty password would let everybody in.");
		if (first === undefined) {
			setComplaint("");
			return setFirst(text);
		}
		if (text === first) return onPassword(text);
		setFirst(undefined);
		setComplaint("The two were not the same: once more.");
	};
	return (
		<Box width={columns} height={rows} alignItems="center" justifyContent="center">
			<Panel columns={outer} rows={8} title={`Password of ${user}`} focused>
				<Text> </Text>
				<Text color={theme.dim}>
					{first === undefined ? "Only its hash is kept, for this build." : "The same once more, as nobody sees it."}
				</Text>
				<Text> </Text>
				<TextField
					key={first === undefined ? "first" : "again"}
					title="Password"
					initial=""
					columns={inner - 1}
					active
					overlay
					secret
					submitLabel={first === undefined ? "go on" : "take it"}
					onChange={() => setComplaint("")}
					onSubmit={submit}
					onCancel={onClose}
				/>
				<Text color={theme.error}>{complaint ? cut(`${GLYPHS.failed} ${complaint}`, inner) : " "}</Text>
			</Panel>
		</Box>
	);
}
