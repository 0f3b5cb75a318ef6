import { Text, useAnimation } from "ink";
import { SPINNER } from "../look/glyphs.js";
import { useTheme } from "../look/theme.js";

/** Turns while something goes on; all spinners share Ink's one timer. */
export function Spinner() {
	const theme = useTheme();
	const { frame } = useAnimation({ interval: 100 });
	return (
		<Text color={theme.warn} aria-hidden>
			{SPINNER[frame % SPINNER.length]}
		</Text>
	);
}
