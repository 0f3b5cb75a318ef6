import { why } from "../../core/resolve/explain.js";
import type { Reason, Resolution } from "../../core/resolve/resolution.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { pad, width } from "../kit/text/text.js";
import { EMPTY, piece, row, type ViewRow } from "./view-row.js";

const WIDEST_NAMES = 28;

/** Everything an image of `asked` would hold or leave out, each with the way it came there. */
export function whyRows(asked: string, resolution: Resolution): ViewRow[] {
	const { selected, excluded } = resolution;
	const names = Math.min(WIDEST_NAMES, Math.max(...[...selected, ...excluded].map(({ name }) => width(name) + 2), 8));
	const line = (name: string, sign: string, note: string, left: boolean): ViewRow => ({
		line: [piece(pad(`${sign} ${name}`, names), left ? "warn" : "plain"), piece(`  ${note}`, "dim")],
		target: { to: "element", name },
		reason: why(resolution, name),
	});
	return [
		row(piece(`In an image of ${asked}`, "strong"), piece(`  ${selected.length} elements`, "dim")),
		...selected.map(({ name, reason }) => line(name, GLYPHS.waiting, reasonText(name, reason), false)),
		...(excluded.length > 0 ? [EMPTY, row(piece("Left out", "strong"))] : []),
		...excluded.map(({ name, providedBy }) => line(name, GLYPHS.refused, `${providedBy} provides it`, true)),
	];
}

function reasonText(name: string, reason: Reason): string {
	if (reason.kind === "requested") return "asked for";
	if (reason.kind === "implied") return "added by a rule";
	return [...reason.chain, name].join(` ${GLYPHS.arrow} `);
}
