/**
 * npm run screenshots [-- --only NAME,NAME] [--out DIR] [--size 80x24,120x40,200x50] [--colours light|none] [--ascii]
 *
 * Runs every scene with the built program and saves what the terminal shows. With --size each scene is shown at those
 * sizes instead of its own, as NAME-80x24; with --colours in a light terminal, or in one without colours; with --ascii in the
 * locale C, where everything the program wrote must be ASCII, or this ends with 1. Needs root, for the stage (stage.sh).
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { asciiCells } from "../../src/core/text/ascii-signs.js";
import type { Cell } from "../support/terminal/cells.js";
import type { Terminal } from "../support/terminal/open-terminal.js";
import { savePicture } from "../support/terminal/picture.js";
import { openStage } from "./open-stage.js";
import { placeBatch } from "./placed-batch.js";
import { placeRun } from "./recorded-runs.js";
import { SCENES, type Scene, type Step } from "./scenes.js";
import { openStageCloud } from "./stage-cloud.js";
import { openStandInMirror } from "./stand-in-mirror.js";

const { values } = parseArgs({
	options: {
		only: { type: "string" },
		out: { type: "string", default: join(import.meta.dirname, "../../docs/pictures") },
		size: { type: "string" },
		colours: { type: "string" },
		ascii: { type: "boolean", default: false },
	},
});

/** What tells a program about the colours of its terminal. */
const COLOURS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	light: { COLORFGBG: "0;15" },
	none: { NO_COLOR: "1" },
};
const colours = values.colours ?? "";
if (colours && !COLOURS[colours]) refuse(`There are no colours '${colours}'. Use: ${Object.keys(COLOURS).join(", ")}`);

/** A screen that does not change for so long stands still; one with a clock never does. */
const CALM_MS = 400;
const MOST_CALM_MS = 2000;
/** A small image is built in seconds, on a busy machine in a minute. */
const A_BUILD_MS = 120_000;
const FIXTURES = join(import.meta.dirname, "../fixtures/elements");

const scenes = chosenScenes(values.only).flatMap((scene) => atSizes(scene, values.size));
const mirror = await openStandInMirror();
try {
	for (const scene of scenes) {
		await take(scene, values.out);
		console.log(join(values.out, `${scene.name}.png`));
	}
} finally {
	mirror.close();
}

function chosenScenes(only: string | undefined): readonly Scene[] {
	const wanted = only?.split(",") ?? SCENES.map(({ name }) => name);
	return wanted.map(
		(wantedName) =>
			SCENES.find(({ name }) => name === wantedName) ??
			refuse(`There is no scene ${wantedName}. Use: ${SCENES.map(({ name }) => name).join(", ")}`),
	);
}

function atSizes(scene: Scene, sizes: string | undefined): readonly Scene[] {
	if (!sizes) return [scene];
	return sizes.split(",").map((size) => {
		const [, cols, rows] = /^(\d+)x(\d+)$/.exec(size) ?? refuse(`'${size}' is not a size. Use one such as 120x40`);
		return { ...scene, name: `${scene.name}-${size}`, cols: Number(cols), rows: Number(rows) };
	});
}

function refuse(message: string): never {
	console.error(message);
	process.exit(2);
}

async function take(scene: Scene, folder: string): Promise<void> {
	const { name, cols, rows, args, env = {}, title = "diskwright", prompt, runs = [], batch } = scene;
	const home = mkdtempSync(join(tmpdir(), "pictures-"));
	for (const element of scene.elements ?? []) {
		cpSync(join(FIXTURES, element), join(home, "elements", element), { recursive: true });
	}
	save(home, scene.files ?? {});
	for (const one of scene.before ?? []) {
		save(home, one.save ?? {});
		const earlier = openStage(one.args, { home, mirror: mirror.address, env, deaf: true });
		await earlier.exit(A_BUILD_MS);
	}
	const cloud = scene.cloud && (await openStageCloud(home, scene.cloud));
	const placed = [];
	for (const run of runs) placed.push(await placeRun(join(home, ".local/state/diskwright/runs"), run));
	if (batch) placed.push(await placeBatch(join(home, ".local/state/diskwright"), batch));
	const before = prompt ? `\u001b[1;32m❯\u001b[0m diskwright ${args.join(" ")}\r\n` : "";
	const terminal = openStage(args, {
		home,
		mirror: mirror.address,
		cols,
		rows,
		before,
		env: { ...env, ...COLOURS[colours], ...(values.ascii ? { LC_ALL: "C" } : {}) },
	});
	try {
		for (const step of scene.steps) await play(terminal, step, home);
		await calm(terminal);
		if (values.ascii) mustBeAscii(name, terminal.output.map(({ data }) => data).join(""));
		if (prompt) terminal.emulator.scrollToTop();
		savePicture(folder, name, prompt ? withoutEnd(terminal.cells()) : terminal.cells(), {
			title,
			light: colours === "light",
		});
	} finally {
		await terminal.close();
		cloud?.close();
		for (const run of placed) run.end();
		rmSync(home, { recursive: true, force: true });
	}
}

function save(home: string, files: Readonly<Record<string, string>>): void {
	for (const [file, text] of Object.entries(files)) {
		mkdirSync(dirname(join(home, file)), { recursive: true });
		writeFileSync(join(home, file), text, { mode: text.startsWith("#!") ? 0o755 : 0o644 });
	}
}

/** What is waited for as it is written in this locale. */
function wanted(text: string | RegExp): string | RegExp {
	if (!values.ascii) return text;
	return typeof text === "string" ? asciiCells(text) : new RegExp(asciiCells(text.source), text.flags);
}

function mustBeAscii(name: string, output: string): void {
	const signs = new Set(output.match(/[^\u0000-\u007f]/g));
	if (signs.size === 0) return;
	console.error(`${name} has ${[...signs].join(" ")}`);
	process.exitCode = 1;
}

/** Without the empty rows below what was printed. */
function withoutEnd(cells: Cell[][]): Cell[][] {
	const last = cells.findLastIndex((row) => row.some(({ char }) => char.trim() !== ""));
	return cells.slice(0, last + 1);
}

/** Waits until the screen stands still. */
async function calm(terminal: Terminal): Promise<void> {
	for (let before = "", waited = 0; terminal.text() !== before && waited < MOST_CALM_MS; waited += CALM_MS) {
		before = terminal.text();
		await delay(CALM_MS);
		await terminal.emulator.settled();
	}
}

async function play(terminal: Terminal, step: Step, home: string): Promise<void> {
	if ("waitFor" in step) await terminal.waitFor(wanted(step.waitFor), A_BUILD_MS);
	else if ("press" in step) await terminal.press(...step.press);
	else if ("type" in step) await terminal.type(step.type);
	else if ("paste" in step) await terminal.paste(step.paste);
	else if ("save" in step) save(home, step.save);
	else await terminal.exit(60_000);
}
