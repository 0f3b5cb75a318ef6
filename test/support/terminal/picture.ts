import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Resvg } from "@resvg/resvg-js";
import { type Cell, sameStyle } from "./cells.js";
import { blend, DARK_WINDOW, DOTS, LIGHT_WINDOW, rgbOf, type Window } from "./palette.js";

/** Pixels. A row of 17.46 px is what makes the vertical lines of 15 px DejaVu Sans Mono join. */
const FONT_SIZE = 15;
const CELL = { width: 9.03, height: 17.46, baseline: 13.6 };
const FRAME = { side: 18, top: 44, bottom: 18, radius: 9 };
const ZOOM = 1.5;

export interface PictureOptions {
	/** Of the window. */
	readonly title?: string;
	/** A terminal with dark letters on a light ground. */
	readonly light?: boolean;
}

/** The screen as an SVG picture of a window: every cell at its place, whatever font the viewer has. */
export function screenToSvg(cells: readonly (readonly Cell[])[], options: PictureOptions = {}): string {
	const columns = cells[0]?.length ?? 0;
	return windowToSvg({ columns, rows: cells.length }, rowsToSvg(cells, 0, options), options);
}

/** The window around what is in it. */
export function windowToSvg(
	{ columns, rows }: { readonly columns: number; readonly rows: number },
	content: string,
	{ title = "", light = false }: PictureOptions = {},
): string {
	const window = light ? LIGHT_WINDOW : DARK_WINDOW;
	const width = round(columns * CELL.width + 2 * FRAME.side);
	const height = round(rows * CELL.height + FRAME.top + FRAME.bottom);
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
		` font-family="DejaVu Sans Mono, monospace" font-size="${FONT_SIZE}">\n`,
		`<rect width="${width}" height="${height}" rx="${FRAME.radius}" fill="${window.background}"/>\n`,
		...DOTS.map((fill, index) => `<circle cx="${22 + index * 20}" cy="20" r="6" fill="${fill}"/>\n`),
		title &&
			`<text x="${width / 2}" y="25" fill="${window.title}" font-size="13" text-anchor="middle">${escapeXml(title)}</text>\n`,
		content,
		"</svg>\n",
	].join("");
}

/** Rows of cells, the first of them in the row `first` of the window. */
export function rowsToSvg(
	cells: readonly (readonly Cell[])[],
	first: number,
	{ light = false }: PictureOptions = {},
): string {
	const window = light ? LIGHT_WINDOW : DARK_WINDOW;
	const runs = cells.flatMap((row, y) => runsOf(row).map((run) => ({ ...run, y: first + y })));
	return [
		...runs.map(({ x, y, cells: run }) => backgroundOf(run, x, y, window)),
		...runs.map(({ x, y, cells: run }) => textOf(run, x, y, window)),
	].join("");
}

/** A PNG of an SVG, one and a half times its size, in the same font everywhere. */
export function svgToPng(svg: string): Buffer {
	const ttf = join(dirname(createRequire(import.meta.url).resolve("dejavu-fonts-ttf/package.json")), "ttf");
	// The last one has what the others lack: the dots of spinners.
	const faces = ["SansMono", "SansMono-Bold", "SansMono-Oblique", "SansMono-BoldOblique", "Sans"];
	const fontFiles = faces.map((face) => join(ttf, `DejaVu${face}.ttf`));
	const font = { loadSystemFonts: false, fontFiles, defaultFontFamily: "DejaVu Sans Mono" };
	return new Resvg(svg, { font, fitTo: { mode: "zoom", value: ZOOM } }).render().asPng();
}

/** Writes `NAME.svg` and `NAME.png` into a folder, which is made. */
export function savePicture(
	folder: string,
	name: string,
	cells: readonly (readonly Cell[])[],
	options?: PictureOptions,
): void {
	const svg = screenToSvg(cells, options);
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, `${name}.svg`), svg);
	writeFileSync(join(folder, `${name}.png`), svgToPng(svg));
}

interface Run {
	readonly x: number;
	readonly cells: readonly Cell[];
}

/** Neighbours that look the same. */
function runsOf(row: readonly Cell[]): Run[] {
	const runs: { x: number; cells: Cell[] }[] = [];
	for (const [x, cell] of row.entries()) {
		const last = runs.at(-1);
		if (last && (cell.width === 0 || sameStyle(last.cells[0] as Cell, cell))) last.cells.push(cell);
		else runs.push({ x, cells: [cell] });
	}
	return runs;
}

function backgroundOf(run: readonly Cell[], x: number, y: number, window: Window): string {
	const { background } = coloursOf(run[0] as Cell, window);
	if (background === window.background) return "";
	// A little higher than the row, so that no line of light shows between two rows.
	return `<rect x="${left(x)}" y="${top(y)}" width="${round(run.length * CELL.width)}" height="${CELL.height + 0.3}" fill="${background}"/>\n`;
}

function textOf(run: readonly Cell[], x: number, y: number, window: Window): string {
	const first = run[0] as Cell;
	const decorated = first.underline || first.strikethrough;
	const end = decorated ? run.length : run.findLastIndex(({ char }) => char.trim() !== "") + 1;
	const start = decorated ? 0 : run.findIndex(({ char }) => char.trim() !== "");
	if (end === 0) return "";
	const shown = run.slice(start, end);
	const places = shown.flatMap(({ char }, index) => [...char].map(() => left(x + start + index)));
	const attributes = [
		`x="${places.join(" ")}"`,
		`y="${round(top(y) + CELL.baseline)}"`,
		`fill="${coloursOf(first, window).foreground}"`,
		first.bold && 'font-weight="bold"',
		first.italic && 'font-style="italic"',
		decorated &&
			`text-decoration="${[first.underline && "underline", first.strikethrough && "line-through"].filter(Boolean).join(" ")}"`,
		'xml:space="preserve"',
	];
	return `<text ${attributes.filter(Boolean).join(" ")}>${escapeXml(shown.map(({ char }) => char).join(""))}</text>\n`;
}

function coloursOf(cell: Cell, window: Window): { readonly foreground: string; readonly background: string } {
	const foreground = rgbOf(cell.foreground ?? window.foreground);
	const background = rgbOf(cell.background ?? window.background);
	const [front, back] = cell.inverse ? [background, foreground] : [foreground, background];
	return { foreground: cell.dim ? blend(front, back, 0.45) : front, background: back };
}

const round = (pixels: number) => Math.round(pixels * 100) / 100;
const left = (x: number) => round(FRAME.side + x * CELL.width);
const top = (y: number) => round(FRAME.top + y * CELL.height);
const escapeXml = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
