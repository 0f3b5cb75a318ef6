import { Text } from "ink";
import { clockDuration, shortDuration } from "../../core/text/short-quantities.js";
import { noteColour } from "../kit/components/choice-row.js";
import { Row } from "../kit/components/row.js";
import { GLYPHS, SPINNER } from "../kit/look/glyphs.js";
import type { StateLook } from "../kit/look/state-look.js";
import { type Theme, useTheme } from "../kit/look/theme.js";
import { pad, width } from "../kit/text/text.js";
import type { MemberView } from "./member-view.js";

const LOOKS: Readonly<Record<MemberView["status"], StateLook>> = {
	waiting: { glyph: GLYPHS.waiting, tone: "dim" },
	running: { glyph: GLYPHS.running, tone: "accent" },
	held: { glyph: GLYPHS.warning, tone: "warn" },
	cancelling: { glyph: GLYPHS.cancelled, tone: "warn" },
	ok: { glyph: GLYPHS.ok, tone: "ok" },
	failed: { glyph: GLYPHS.failed, tone: "error" },
	died: { glyph: GLYPHS.failed, tone: "error" },
	cancelled: { glyph: GLYPHS.cancelled, tone: "warn" },
	"left-out": { glyph: GLYPHS.skipped, tone: "dim" },
};

/** The sign of a state; of what runs it turns. */
export const memberGlyph = (status: MemberView["status"], tick: number): string =>
	status === "running" ? (SPINNER[tick % SPINNER.length] as string) : LOOKS[status].glyph;

export const memberColour = (status: MemberView["status"], theme: Theme): string | undefined =>
	theme[LOOKS[status].tone];

/** Cells of the columns beside name and words; what does not fit gives way from the right. */
interface Columns {
	readonly name: number;
	readonly doing: number;
	readonly share: number;
	readonly warnings: number;
	readonly time: number;
	readonly left: number;
}

/** Divides a row: the names whole where they can be, what is done with them in the rest. */
export function memberColumns(columns: number, names: readonly string[]): Columns {
	const numbers = { share: 5, warnings: columns >= 64 ? 4 : 0, time: 7, left: columns >= 50 ? 7 : 0 };
	const room = columns - 4 - numbers.share - numbers.warnings - numbers.time - numbers.left;
	const longest = Math.max(5, ...names.map(width));
	const name = Math.max(8, Math.min(longest + 2, room - Math.min(12, Math.floor(room / 3))));
	return { ...numbers, name, doing: Math.max(0, room - name) };
}

/** Names of the columns. */
export function MemberHeadings({ columns }: { readonly columns: Columns }) {
	const theme = useTheme();
	const right = (text: string, cells: number) => pad(cells > 0 ? text : "", cells, "right");
	return (
		<Text color={theme.dim} wrap="truncate">
			{`    ${pad("build", columns.name)}${pad("", columns.doing)}${right("done", columns.share)}`}
			{`${right(` ${GLYPHS.warning}`, columns.warnings)}${right("took", columns.time)}${right("left", columns.left)}`}
		</Text>
	);
}

/** One build in one line: state, name, what it does, how far it is, its warnings, its time and what is left of it. */
export function MemberRow({
	name,
	view,
	columns,
	highlighted,
	tick,
}: {
	readonly name: string;
	readonly view: MemberView;
	readonly columns: Columns;
	readonly highlighted: boolean;
	readonly tick: number;
}) {
	const theme = useTheme();
	const { status, doing, share, ms, leftMs, warnings } = view;
	const quiet = noteColour(theme, highlighted);
	const says = status === "failed" || status === "held" || status === "died" ? memberColour(status, theme) : quiet;
	const time = ms === undefined ? "" : status === "running" ? clockDuration(ms) : shortDuration(ms);
	const done = share === undefined || status === "ok" ? "" : `${Math.floor(share * 100)}%`;
	return (
		<Row highlighted={highlighted} dim={status === "waiting" || status === "left-out"}>
			{highlighted ? GLYPHS.pointer : " "} <Text color={memberColour(status, theme)}>{memberGlyph(status, tick)} </Text>
			{pad(name, columns.name - 1)} <Text color={says}>{pad(doing, columns.doing)}</Text>
			{pad(done, columns.share, "right")}
			<Text color={theme.warn}>{pad(warnings > 0 ? String(warnings) : "", columns.warnings, "right")}</Text>
			{pad(time, columns.time, "right")}
			<Text color={quiet}>
				{pad(leftMs === undefined || columns.left === 0 ? "" : shortDuration(leftMs), columns.left, "right")}
			</Text>
		</Row>
	);
}
