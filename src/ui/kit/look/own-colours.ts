import { asMap, type PreferenceProblem, shownValue } from "../../../core/host/preference-problem.js";
import { nearest } from "../../../core/text/suggest.js";
import { ENOUGH, GROUNDS, type Ground, isNamedColour, leastContrast, PALETTES } from "./contrast.js";
import { THEMES, type Theme } from "./theme.js";

type Meaning = Exclude<keyof Theme, "name">;
const MEANINGS = Object.keys(THEMES.truecolor.dark).filter((key): key is Meaning => key !== "name");
/** Texts, and those among them that stand on the highlighted row too. The title of the focused pane is a text. */
const TEXTS: ReadonlySet<Meaning> = new Set(["text", "strong", "dim", "accent", "ok", "warn", "error", "focus"]);
const ON_SELECTION = ["text", "strong", "accent", "ok", "warn", "error"] as const;

type ColouredTheme = Exclude<Theme["name"], "mono">;
const COLOURED: readonly string[] = ["dark", "light", "ansi"] satisfies ColouredTheme[];

/** Colours of the preferences, by theme and meaning; undefined is the terminal's own. */
export type OwnColours = Readonly<Partial<Record<ColouredTheme, Partial<Record<Meaning, string | undefined>>>>>;

export interface ReadColours {
	readonly colours: OwnColours;
	readonly problems: readonly PreferenceProblem[];
}

const SHAPE = 'Write them by theme and meaning: "colours": {"dark": {"accent": "#7dcfff"}}.';

/**
 * The colours of the preferences, `{"dark": {"accent": "#7dcfff", "ok": "green"}}`. What is wrong is told and left out; what
 * can hardly be read on its ground is told and used.
 */
export function readColours(colours: unknown): ReadColours {
	if (colours === undefined) return { colours: {}, problems: [] };
	const themes = asMap(colours);
	if (!themes)
		return { colours: {}, problems: [wrong([], `colours must be a map, and is ${shownValue(colours)}`, SHAPE)] };
	const problems: PreferenceProblem[] = [];
	const own: Record<string, Record<string, string | undefined>> = {};
	for (const [theme, value] of Object.entries(themes)) {
		if (!COLOURED.includes(theme)) {
			problems.push(wrong([theme], noTheme(theme), SHAPE));
			continue;
		}
		const map = asMap(value);
		if (!map) problems.push(wrong([theme], `the colours of '${theme}' must be a map, not ${shownValue(value)}`, SHAPE));
		for (const [meaning, colour] of Object.entries(map ?? {})) {
			const problem = wrongColour(theme, meaning, colour);
			if (problem) problems.push(problem);
			else own[theme] = { ...own[theme], [meaning]: colour === "default" ? undefined : (colour as string) };
		}
	}
	const read = own as OwnColours;
	return { colours: read, problems: [...problems, ...faint(read, "dark"), ...faint(read, "light")] };
}

/** A theme with the user's own colours. */
export const withColours = (theme: Theme, own: OwnColours): Theme =>
	theme.name === "mono" ? theme : { ...theme, ...own[theme.name] };

function noTheme(name: string): string {
	if (name === "mono") return "the theme 'mono' has no colours";
	return (MEANINGS as readonly string[]).includes(name)
		? `'${name}' stands outside a theme`
		: `there is no theme '${name}', only ${COLOURED.join(", ")}`;
}

function wrongColour(theme: string, meaning: string, colour: unknown): PreferenceProblem | undefined {
	const path = [theme, meaning];
	if (!(MEANINGS as readonly string[]).includes(meaning)) {
		const near = nearest(meaning, MEANINGS);
		const next = near.length > 0 ? `Did you mean ${near.join(" or ")}?` : `Colours have ${MEANINGS.join(", ")}.`;
		return wrong(path, `nothing is coloured as '${meaning}'`, next);
	}
	const text = typeof colour === "string" ? colour : "";
	if (text === "default" || isNamedColour(text)) return undefined;
	const hex = /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(text);
	if (hex && theme !== "ansi") return undefined;
	const names = Object.keys(PALETTES.vga);
	const near = nearest(text, names);
	return wrong(
		path,
		hex ? `'ansi' has only the sixteen colours, not ${text}` : `${shownValue(colour)} is no colour`,
		near.length > 0
			? `Did you mean ${near.join(" or ")}?`
			: `Write ${theme === "ansi" ? "" : "#rrggbb or "}default, ${names.join(", ")}.`,
	);
}

/** Own colours that are hard to read on the grounds of their theme, or on its highlighted row. */
function faint(own: OwnColours, ground: Ground): PreferenceProblem[] {
	const mine = own[ground] ?? {};
	const theme = { ...THEMES.truecolor[ground], ...mine };
	const faintOn = (meaning: Meaning, others: readonly string[], where: string): PreferenceProblem[] => {
		const colour = theme[meaning];
		if (colour === undefined) return [];
		const least = TEXTS.has(meaning) ? ENOUGH.text : ENOUGH.border;
		const found = leastContrast(colour, others);
		if (found >= least) return [];
		const kind = TEXTS.has(meaning) ? "text" : "a border";
		return [
			{
				path: ["colours", ground, mine[meaning] === undefined ? "selection" : meaning],
				severity: "warning",
				message: `'${meaning}' (${colour}) stands out ${(Math.floor(found * 10) / 10).toFixed(1)}:1 from ${where}, and ${kind} needs ${least}:1`,
				next: ground === "dark" ? "Take a lighter one." : "Take a darker one.",
			},
		];
	};
	const { selection } = theme;
	return [
		...MEANINGS.filter((meaning) => meaning !== "selection" && mine[meaning] !== undefined).flatMap((meaning) =>
			faintOn(meaning, GROUNDS[ground], `a ${ground} ground`),
		),
		...(selection === undefined
			? []
			: ON_SELECTION.filter((meaning) => mine[meaning] !== undefined || mine.selection !== undefined).flatMap(
					(meaning) => faintOn(meaning, [selection], "the highlighted row"),
				)),
	];
}

const wrong = (path: readonly string[], message: string, next: string): PreferenceProblem => ({
	...{ path: ["colours", ...path], severity: "error", message, next },
});
