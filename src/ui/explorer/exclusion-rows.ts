import type { Exclusions } from "../../core/explore/exclusions.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { EMPTY, paragraph, piece, row, type Target, type ViewRow } from "./view-row.js";

/** What an element keeps out of an image, what keeps it out, and what it cannot be together with. */
export function exclusionRows(
	name: string,
	{ provides, replacedBy, conflicts }: Exclusions,
	columns: number,
): ViewRow[] {
	const element = (other: string): { target: Target } => ({ target: { to: "element", name: other } });
	const sections: ViewRow[][] = [
		provides.map(({ name: provided, kind, neededBy }) => ({
			line: [
				piece(`${GLYPHS.provides} ${provided}`, kind === "element" ? "warn" : "code"),
				piece(kind === "element" ? "  the element of this name is left out" : "  stands in for this name", "dim"),
				...(neededBy.length > 0 ? [piece(`, needed by ${neededBy.join(", ")}`, "dim")] : []),
			],
			...element(provided),
		})),
		replacedBy.map((other) => ({
			line: [piece(`${GLYPHS.refused} ${other}`, "warn"), piece(`  provides ${name} and keeps it out`, "dim")],
			...element(other),
		})),
		conflicts.flatMap(({ name: other, why }) => [
			{
				line: [piece(`${GLYPHS.failed} ${other}`, "error"), piece("  cannot be asked for together", "dim")],
				...element(other),
			},
			...paragraph(why, columns, "dim", "    "),
		]),
	];
	const titles = ["Stands in for", "Kept out by", "Conflicts"];
	const rows = sections.flatMap((section, index) =>
		section.length === 0 ? [] : [row(piece(titles[index] as string, "strong")), ...section, EMPTY],
	);
	return rows.length > 0 ? rows.slice(0, -1) : [row(piece(`${name} excludes nothing and nothing excludes it.`, "dim"))];
}
