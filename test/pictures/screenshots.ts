/**
 * npm run screenshots [-- --only NAME,NAME] [--out DIR] [--size 80x24,120x40,200x50]
 *
 * Runs every scene with the built program and saves what the terminal shows. With --size each scene is shown at those
 * sizes instead of its own, as NAME-80x24.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openTerminal, programArgv, type Terminal } from "../support/terminal/open-terminal.js";
import { savePicture } from "../support/terminal/picture.js";
import { SCENES, type Scene, type Step } from "./scenes.js";

const { values } = parseArgs({
	options: {
		only: { type: "string" },
		out: { type: "string", default: join(import.meta.dirname, "../../docs/pictures") },
		size: { type: "string" },
	},
});

const scenes = chosenScenes(values.only).flatMap((scene) => atSizes(scene, values.size));
for (const scene of scenes) {
	await take(scene, values.out);
	console.log(join(values.out, `${scene.name}.png`));
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
		const [, cols, rows] = /^(\d+)x(\d+)$/.exec(size) ?? refuse(`'${size}' is no size. Use one such as 120x40`);
		return { ...scene, name: `${scene.name}-${size}`, cols: Number(cols), rows: Number(rows) };
	});
}

function refuse(message: string): never {
	console.error(message);
	process.exit(2);
}

async function take(scene: Scene, folder: string): Promise<void> {
	const { name, cols, rows, args, env, title, prompt } = scene;
	const before = prompt ? `\u001b[1;32m❯\u001b[0m diskwright ${args.join(" ")}\r\n` : "";
	const terminal = openTerminal(programArgv("diskwright", ...args), { cols, rows, before, ...(env ? { env } : {}) });
	try {
		for (const step of scene.steps) await play(terminal, step);
		await terminal.emulator.settled();
		if (prompt) terminal.emulator.scrollToTop();
		savePicture(folder, name, terminal.cells(), title ?? "diskwright");
	} finally {
		await terminal.close();
	}
}

async function play(terminal: Terminal, step: Step): Promise<void> {
	if ("waitFor" in step) await terminal.waitFor(step.waitFor, 30_000);
	else if ("press" in step) await terminal.press(...step.press);
	else if ("type" in step) await terminal.type(step.type);
	else if ("paste" in step) await terminal.paste(step.paste);
	else await terminal.exit(60_000);
}
