import { GLYPHS, SPINNER } from "../kit/look/glyphs.js";

/** What a sign of the screens means. */
export interface LegendEntry {
	readonly sign: string;
	readonly meaning: string;
}

/** Every sign, by the place where it stands; a test looks for signs that are missing here. */
export const LEGEND: readonly { readonly title: string; readonly entries: readonly LegendEntry[] }[] = [
	{
		title: "Signs: how something stands",
		entries: [
			{ sign: GLYPHS.ok, meaning: "done, or as it should be" },
			{ sign: GLYPHS.failed, meaning: "failed, missing, in the way; at a phase: lines with errors" },
			{ sign: GLYPHS.warning, meaning: "a warning; at a phase: lines with warnings" },
			{ sign: `${GLYPHS.running} ${SPINNER[0]}`, meaning: "running" },
			{ sign: GLYPHS.waiting, meaning: "waiting for its turn, or being asked" },
			{ sign: GLYPHS.skipped, meaning: "skipped" },
			{ sign: GLYPHS.cached, meaning: "taken from the cache" },
			{ sign: GLYPHS.cancelled, meaning: "cancelled" },
		],
	},
	{
		title: "Signs: choices",
		entries: [
			{ sign: GLYPHS.pointer, meaning: "the highlighted one" },
			{ sign: `${GLYPHS.chosen} ${GLYPHS.unchosen}`, meaning: "the chosen one of several, and the others" },
			{ sign: `${GLYPHS.checked} ${GLYPHS.unchecked}`, meaning: "chosen, and not chosen" },
			{ sign: GLYPHS.forced, meaning: "comes with something that is chosen" },
			{ sign: GLYPHS.refused, meaning: "kept out: another one provides it" },
			{ sign: "‹ ›", meaning: "left and right change it" },
		],
	},
	{
		title: "Signs: elements",
		entries: [
			{ sign: GLYPHS.provides, meaning: "it stands in for other names too" },
			{ sign: GLYPHS.hides, meaning: "it hides one of the same name further down the path" },
			{ sign: GLYPHS.mined, meaning: "guessed from its files, for want of an element.yaml" },
			{ sign: GLYPHS.folded, meaning: "folded: right opens it" },
			{ sign: `${GLYPHS.crumb} ${GLYPHS.arrow}`, meaning: "what follows from what; what helps" },
		],
	},
	{
		title: "Signs: times and amounts",
		entries: [
			{ sign: `${GLYPHS.mean} 21s`, meaning: "the mean of earlier runs" },
			{ sign: "× 10", meaning: "a line that came ten times" },
			{ sign: "▂ ▄ █", meaning: "the line of time: faster than before, as fast, slower" },
			{ sign: `${GLYPHS.bar} ${GLYPHS.barRest}`, meaning: "a bar: done, and to be done" },
			{ sign: GLYPHS.barLonger, meaning: "longer than what it is compared with" },
			{ sign: GLYPHS.more, meaning: "cut: there is more" },
			{ sign: "+ - ~", meaning: "packages that came, went, and have another version" },
			{ sign: "KVM TCG", meaning: "on the processor itself; emulated, much slower" },
		],
	},
];
