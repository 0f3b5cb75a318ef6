/** Colours of a picture; the default background and foreground of the terminal are its own too. */
export interface Window {
	readonly background: string;
	readonly foreground: string;
	readonly title: string;
}

export const DARK_WINDOW: Window = { background: "#1a1b26", foreground: "#c0caf5", title: "#565f89" };
export const LIGHT_WINDOW: Window = { background: "#fafafc", foreground: "#343b58", title: "#8990b3" };

/** The three buttons of a window. */
export const DOTS = ["#ff5f56", "#ffbd2e", "#27c93f"];

const SIXTEEN = [
	...["#15161e", "#f7768e", "#9ece6a", "#e0af68", "#7aa2f7", "#bb9af7", "#7dcfff", "#a9b1d6"],
	...["#414868", "#ff899d", "#9fe044", "#faba4a", "#8db0ff", "#c7a9ff", "#a4daff", "#c0caf5"],
];
const CUBE = [0, 95, 135, 175, 215, 255];

/** `#rrggbb` of a cell's colour: `#rrggbb` itself or `ansi-0` … `ansi-255` (16 of the theme, cube, greys). */
export function rgbOf(colour: string): string {
	if (colour.startsWith("#")) return colour;
	const index = Number(colour.slice("ansi-".length));
	if (index < 16) return SIXTEEN[index] as string;
	if (index >= 232) return hex([0, 0, 0].map(() => 8 + (index - 232) * 10));
	const place = index - 16;
	return hex([Math.floor(place / 36), Math.floor(place / 6) % 6, place % 6].map((step) => CUBE[step] as number));
}

/** The colour between two others, `share` of the way from the first. */
export function blend(from: string, to: string, share: number): string {
	const [start, end] = [parts(from), parts(to)];
	return hex(start.map((value, index) => Math.round(value + ((end[index] as number) - value) * share)));
}

const hex = (values: number[]) => `#${values.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
const parts = (colour: string) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
