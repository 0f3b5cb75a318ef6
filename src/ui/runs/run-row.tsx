import { Text } from "ink";
import type { ListedRun } from "../../core/run/listed-run.js";
import { shortBytes } from "../../core/text/short-quantities.js";
import { noteColour } from "../kit/components/choice-row.js";
import { Row } from "../kit/components/row.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { useTheme } from "../kit/look/theme.js";
import { pad } from "../kit/text/text.js";
import { runColour, runGlyph } from "./run-appearance.js";
import { runAge, runDuration } from "./run-list.js";

export interface RunRowProps {
	/** Absent in an empty list. */
	readonly run: ListedRun | undefined;
	/** Why the list is empty. */
	readonly empty: string;
	readonly columns: number;
	readonly highlighted: boolean;
	/** It was started together with the highlighted one. */
	readonly together: boolean;
	/** Milliseconds since 1970. */
	readonly now: number;
}

/** Names of the columns. */
export function RunHeadings({ columns }: { readonly columns: number }) {
	const theme = useTheme();
	const { image, profile } = widths(columns);
	const numbers = `${pad("age", 5, "right")}${pad("took", 9, "right")}${pad("size", 7, "right")}`;
	return (
		<Text color={theme.dim} wrap="truncate">
			{`  ${pad("state", 12)}${numbers}   ${pad("image", image)}${pad(profile ? "  profile" : "", profile)}`}
		</Text>
	);
}

/** State, age, duration, size, image and profile of a run in one line; the profile gives way first. */
export function RunRow({ run, empty, columns, highlighted, together, now }: RunRowProps) {
	const theme = useTheme();
	if (!run) return <Text color={theme.dim}>{pad(empty, columns)}</Text>;
	const { image, profile } = widths(columns);
	return (
		<Row highlighted={highlighted}>
			{highlighted ? GLYPHS.pointer : " "}{" "}
			<Text color={runColour(run.state, theme)}>
				{runGlyph(run.state)} {pad(run.state, 10)}
			</Text>
			<Text color={noteColour(theme, highlighted)}>{pad(runAge(run, now), 5, "right")}</Text>
			{pad(runDuration(run, now), 9, "right")}
			{pad(run.bytes === undefined ? "" : shortBytes(run.bytes), 7, "right")}
			{together ? " │ " : "   "}
			{pad(run.image, image)}
			<Text color={noteColour(theme, highlighted)}>
				{pad(profile && run.profile ? `  ${run.profile}` : "", profile)}
			</Text>
		</Row>
	);
}

/** Cells for image and profile: what the other columns leave, the profile only where there is room for both. */
function widths(columns: number): { readonly image: number; readonly profile: number } {
	const names = columns - 38;
	const profile = names >= 36 ? Math.min(28, Math.floor(names / 2)) : 0;
	return { image: names - profile, profile };
}
