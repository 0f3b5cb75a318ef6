import { createContext, useContext } from "react";

/** How many colours a terminal shows: 0 none, 1 the sixteen, 2 and 3 more. */
export type ColourLevel = 0 | 1 | 2 | 3;

/** What a colour means; screens never name a colour itself. `undefined` is the terminal's own. */
export interface Theme {
	readonly name: "dark" | "light" | "ansi" | "mono";
	readonly text: string | undefined;
	readonly strong: string | undefined;
	readonly dim: string | undefined;
	readonly accent: string | undefined;
	readonly ok: string | undefined;
	readonly warn: string | undefined;
	readonly error: string | undefined;
	readonly border: string | undefined;
	readonly focus: string | undefined;
	/** Background of the highlighted row; without one the row is shown inverse. */
	readonly selection: string | undefined;
}

/*
 * Text stands out 4.5:1 from the background it may be drawn on, borders 3:1; a test computes it. The background is the
 * terminal's own, so each table is measured on several.
 */
const DARK: Theme = {
	name: "dark",
	text: "#a9b1d6",
	strong: "#c0caf5",
	dim: "#959ec6",
	accent: "#7dcfff",
	ok: "#9ece6a",
	warn: "#e0af68",
	error: "#f98a9d",
	border: "#7078a6",
	focus: "#7aa2f7",
	selection: "#283457",
};

const LIGHT: Theme = {
	name: "light",
	text: "#343b58",
	strong: "#1a1b26",
	dim: "#585a63",
	accent: "#0f5f87",
	ok: "#386a20",
	warn: "#7a4f00",
	error: "#a8231c",
	border: "#717899",
	focus: "#2450b8",
	selection: "#d5d9ea",
};

/** Named by their number: what Ink would round the others to is no longer what was measured. */
const DARK_256: Theme = {
	name: "dark",
	text: "ansi256(146)",
	strong: "ansi256(189)",
	dim: "ansi256(247)",
	accent: "ansi256(117)",
	ok: "ansi256(150)",
	warn: "ansi256(179)",
	error: "ansi256(211)",
	border: "ansi256(102)",
	focus: "ansi256(111)",
	selection: "ansi256(237)",
};

const LIGHT_256: Theme = {
	name: "light",
	text: "ansi256(237)",
	strong: "ansi256(234)",
	dim: "ansi256(240)",
	accent: "ansi256(24)",
	ok: "ansi256(22)",
	warn: "ansi256(58)",
	error: "ansi256(124)",
	border: "ansi256(243)",
	focus: "ansi256(25)",
	selection: "ansi256(254)",
};

/** Of the sixteen, those that can be read in every palette: grey is nearly black in one, blue in another. */
const ANSI: Theme = {
	name: "ansi",
	text: undefined,
	strong: undefined,
	dim: undefined,
	accent: "cyan",
	ok: "green",
	warn: "yellowBright",
	error: "redBright",
	border: undefined,
	focus: "cyanBright",
	selection: undefined,
};

/** On a light background bright colours are gone, and so is green: its sign says it alone. */
const ANSI_LIGHT: Theme = {
	name: "ansi",
	text: undefined,
	strong: undefined,
	dim: undefined,
	accent: "blue",
	ok: undefined,
	warn: "magenta",
	error: "red",
	border: undefined,
	focus: "blue",
	selection: undefined,
};

/** Nothing but the terminal's own colour: glyphs carry all meaning. */
const MONO: Theme = {
	name: "mono",
	text: undefined,
	strong: undefined,
	dim: undefined,
	accent: undefined,
	ok: undefined,
	warn: undefined,
	error: undefined,
	border: undefined,
	focus: undefined,
	selection: undefined,
};

/** Every table of colours, by how many a terminal has. */
export const THEMES = {
	truecolor: { dark: DARK, light: LIGHT },
	256: { dark: DARK_256, light: LIGHT_256 },
	16: { dark: ANSI, light: ANSI_LIGHT },
} as const;

/** What a user may ask for; `auto` looks at the terminal. */
export type ThemeChoice = "auto" | Theme["name"];

/** The theme for a terminal: as chosen, but never with more colours than it has. */
export function chooseTheme(
	choice: ThemeChoice,
	level: ColourLevel,
	env: Readonly<Record<string, string | undefined>>,
): Theme {
	if (level === 0 || choice === "mono") return MONO;
	const ground = choice === "dark" || choice === "light" ? choice : hasLightBackground(env) ? "light" : "dark";
	if (level === 1 || choice === "ansi") return THEMES[16][ground];
	return THEMES[level === 2 ? 256 : "truecolor"][ground];
}

/** COLORFGBG is `foreground;background`, with 7 and 9–15 for light backgrounds. */
function hasLightBackground({ COLORFGBG }: Readonly<Record<string, string | undefined>>): boolean {
	const background = Number(COLORFGBG?.split(";").at(-1) || Number.NaN);
	return background === 7 || (background >= 9 && background <= 15);
}

export const ThemeContext = createContext<Theme>(DARK);

/** The theme of the running screen. */
export const useTheme = (): Theme => useContext(ThemeContext);
