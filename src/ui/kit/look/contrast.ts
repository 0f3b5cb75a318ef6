/** Grounds on which people have their terminals: black and the usual dark ones, white and the usual light ones. */
export const GROUNDS = {
	dark: ["#000000", "#1a1b26", "#1e1e1e", "#282c34", "#002b36"],
	light: ["#ffffff", "#fafafa", "#fdf6e3", "#e1e2e7"],
} as const;
export type Ground = keyof typeof GROUNDS;

/** What a text must stand out from its ground at least, and what a border must. */
export const ENOUGH = { text: 4.5, border: 3 } as const;

/** The sixteen colours as terminals show them: of VGA and the Linux console, and of xterm. */
export const PALETTES = {
	vga: {
		...{ black: "#000000", red: "#aa0000", green: "#00aa00", yellow: "#aa5500", blue: "#0000aa", magenta: "#aa00aa" },
		...{ cyan: "#00aaaa", white: "#aaaaaa", blackBright: "#555555", redBright: "#ff5555", greenBright: "#55ff55" },
		...{ yellowBright: "#ffff55", blueBright: "#5555ff", magentaBright: "#ff55ff", cyanBright: "#55ffff" },
		whiteBright: "#ffffff",
	},
	xterm: {
		...{ black: "#000000", red: "#cd0000", green: "#00cd00", yellow: "#cdcd00", blue: "#0000ee", magenta: "#cd00cd" },
		...{ cyan: "#00cdcd", white: "#e5e5e5", blackBright: "#7f7f7f", redBright: "#ff0000", greenBright: "#00ff00" },
		...{ yellowBright: "#ffff00", blueBright: "#5c5cff", magentaBright: "#ff00ff", cyanBright: "#00ffff" },
		whiteBright: "#ffffff",
	},
} as const;
export type NamedColour = keyof typeof PALETTES.vga;

export const isNamedColour = (colour: string): colour is NamedColour => Object.hasOwn(PALETTES.vga, colour);

/** What a colour may look like, as `#rrggbb`: one of the sixteen differs from terminal to terminal. */
export function looksOf(colour: string): readonly string[] {
	if (isNamedColour(colour)) return Object.values(PALETTES).map((palette) => palette[colour]);
	const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(colour);
	return [
		short
			? `#${short
					.slice(1)
					.map((digit) => digit + digit)
					.join("")}`
			: colour,
	];
}

/** The least that a colour stands out from any of these others, in whatever palette. */
export function leastContrast(colour: string, others: readonly string[]): number {
	return Math.min(...looksOf(colour).flatMap((one) => others.flatMap(looksOf).map((other) => contrast(one, other))));
}

/** How far two colours (`#rrggbb`) stand out from each other, 1 to 21, as WCAG 2 defines it. */
export function contrast(one: string, other: string): number {
	const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
	return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
	const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
		const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
