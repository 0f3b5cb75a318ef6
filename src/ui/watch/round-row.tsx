import { Text } from "ink";
import { savedFiles, tookText, type WatchRound } from "../../core/watch/watch-state.js";
import { noteColour } from "../kit/components/choice-row.js";
import { Row } from "../kit/components/row.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import type { StateLook } from "../kit/look/state-look.js";
import { useTheme } from "../kit/look/theme.js";
import { cut, fitPath, pad, width } from "../kit/text/text.js";

export interface RoundRowProps {
	/** Absent before the first one. */
	readonly round: WatchRound | undefined;
	readonly columns: number;
	readonly highlighted: boolean;
}

const LOOKS: Readonly<Record<WatchRound["outcome"], StateLook>> = {
	building: { glyph: GLYPHS.running, tone: "accent" },
	stopping: { glyph: GLYPHS.cancelled, tone: "warn" },
	built: { glyph: GLYPHS.ok, tone: "ok" },
	failed: { glyph: GLYPHS.failed, tone: "error" },
	cancelled: { glyph: GLYPHS.cancelled, tone: "warn" },
};

/** Cells of the sign, the time, and how it stands. */
const FIXED = 13;
const OUTCOME = 14;
/** From these widths on it is told how many hooks layers took the place of, and which hook ran first. */
const COUNTS = 72;
const FROM = 110;

/** When a build began, how it stands, what ran of it, and what was saved. */
export function RoundRow({ round, columns, highlighted }: RoundRowProps) {
	const theme = useTheme();
	if (!round) return <Text color={theme.dim}>{pad("preparing", columns)}</Text>;
	const { glyph, tone } = LOOKS[round.outcome];
	const { from } = round;
	const hooks = pad(hooksText(round, columns >= COUNTS), columns >= COUNTS ? 20 : 8);
	const first = columns >= FROM ? pad(fitPath(from === undefined ? "" : `from ${from}`, 24), 26) : "";
	const room = Math.max(0, columns - FIXED - OUTCOME - width(hooks) - width(first));
	return (
		<Row highlighted={highlighted}>
			{highlighted ? GLYPHS.pointer : " "} <Text color={theme[tone]}>{glyph}</Text> {timeOfDay(round.began)}{" "}
			{pad(cut(outcomeWord(round), OUTCOME - 2), OUTCOME)}
			{hooks}
			{first}
			<Text color={noteColour(theme, highlighted)}>{pad(fitPath(savedFiles(round), room), room)}</Text>
		</Row>
	);
}

function outcomeWord({ outcome, ms, error }: WatchRound): string {
	if (error) return "not begun";
	if (outcome === "stopping") return "is ended";
	if (outcome === "building") return outcome;
	return `${outcome === "cancelled" ? "ended" : outcome} ${ms === undefined ? "" : tookText(ms)}`;
}

/** Nothing for what was not begun. */
function hooksText({ ran, cached, error }: WatchRound, both: boolean): string {
	if (error) return "";
	return both ? `${ran} ran, ${cached} cached` : `${ran} ran`;
}

function timeOfDay(at: number): string {
	const date = new Date(at);
	return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
}
