import { Text } from "ink";
import { noteColour } from "../kit/components/choice-row.js";
import { Row } from "../kit/components/row.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { useTheme } from "../kit/look/theme.js";
import { pad, width } from "../kit/text/text.js";
import { runColour, runGlyph } from "../runs/run-appearance.js";
import { lastOutcome, type ProfileItem } from "./profile-list.js";

export interface ProfileRowProps {
	/** Absent in an empty list. */
	readonly item: ProfileItem | undefined;
	/** Why the list is empty. */
	readonly empty: string;
	readonly columns: number;
	/** Cells of the longest name: titles stand below each other. */
	readonly nameColumns: number;
	readonly highlighted: boolean;
	/** Milliseconds since 1970. */
	readonly now: number;
}

const OUTCOME = 20;

/** Name, title and last outcome of a profile in one line; for a broken one the reason. */
export function ProfileRow({ item, empty, columns, nameColumns, highlighted, now }: ProfileRowProps) {
	const theme = useTheme();
	if (!item) return <Text color={theme.dim}>{pad(empty, columns)}</Text>;
	const { profile, last } = item;
	const room = columns - 2 - OUTCOME - 1;
	const name = pad(profile.name, Math.min(nameColumns, Math.max(12, Math.floor(room * 0.6))));
	const note = profile.problem ? profile.problem.message : (profile.title ?? "");
	const sign = profile.problem ? GLYPHS.failed : last ? runGlyph(last.state) : GLYPHS.waiting;
	const outcome = profile.problem ? "broken" : lastOutcome(item, now);
	const colour = profile.problem ? theme.error : last ? runColour(last.state, theme) : noteColour(theme, highlighted);
	return (
		<Row highlighted={highlighted}>
			{highlighted ? GLYPHS.pointer : " "} {name}
			<Text color={profile.problem ? theme.error : noteColour(theme, highlighted)}>
				{pad(`  ${note}`, Math.max(0, room - width(name)))}
			</Text>{" "}
			<Text color={colour}>{pad(`${sign} ${outcome}`, OUTCOME)}</Text>
		</Row>
	);
}
