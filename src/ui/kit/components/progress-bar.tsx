import { Text } from "ink";
import { GLYPHS } from "../look/glyphs.js";
import { useTheme } from "../look/theme.js";

/** A bar one row high; `share` is 0 to 1. */
export function ProgressBar({
	share,
	columns,
	colour,
}: {
	readonly share: number;
	readonly columns: number;
	readonly colour?: string;
}) {
	const theme = useTheme();
	const done = Math.round(Math.max(0, Math.min(1, share)) * columns);
	return (
		<Text aria-label={`${Math.round(share * 100)} %`}>
			<Text color={colour ?? theme.ok}>{GLYPHS.bar.repeat(done)}</Text>
			<Text color={theme.border}>{GLYPHS.barRest.repeat(columns - done)}</Text>
		</Text>
	);
}
