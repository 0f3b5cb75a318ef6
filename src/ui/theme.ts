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

const DARK: Theme = {
	name: "dark",
	text: "#a9b1d6",
	strong: "#c0caf5",
	dim: "#565f89",
	accent: "#7dcfff",
	ok: "#9ece6a",
	warn: "#e0af68",
	error: "#f7768e",
	border: "#3b4261",
	focus: "#7aa2f7",
	selection: "#283457",
};

const LIGHT: Theme = {
	name: "light",
	text: "#343b58",
	strong: "#1a1b26",
	dim: "#6c6e75",
	accent: "#0f5f87",
	ok: "#386a20",
	warn: "#8a5a00",
	error: "#b3261e",
	border: "#a8aecb",
	focus: "#2e5cc5",
	selection: "#d5d9ea",
};

const ANSI: Theme = {
	name: "ansi",
	text: undefined,
	strong: undefined,
	dim: "gray",
	accent: "cyan",
	ok: "green",
	warn: "yellow",
	error: "red",
	border: "gray",
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

const THEMES = { dark: DARK, light: LIGHT, ansi: ANSI, mono: MONO };

/** What a person may ask for; `auto` looks at the terminal. */
export type ThemeChoice = "auto" | Theme["name"];

/** The theme for a terminal: as chosen, but never with more colours than it has. */
export function chooseTheme(
	choice: ThemeChoice,
	level: ColourLevel,
	env: Readonly<Record<string, string | undefined>>,
): Theme {
	if (level === 0) return MONO;
	if (level === 1 && choice !== "mono") return ANSI;
	return choice === "auto" ? (hasLightBackground(env) ? LIGHT : DARK) : THEMES[choice];
}

/** COLORFGBG is `foreground;background`, with 7 and 9–15 for light backgrounds. */
function hasLightBackground({ COLORFGBG }: Readonly<Record<string, string | undefined>>): boolean {
	const background = Number(COLORFGBG?.split(";").at(-1) || Number.NaN);
	return background === 7 || (background >= 9 && background <= 15);
}

export const ThemeContext = createContext<Theme>(DARK);

/** The theme of the running screen. */
export const useTheme = (): Theme => useContext(ThemeContext);
