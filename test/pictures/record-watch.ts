/**
 * npx tsx test/pictures/record-watch.ts [--small]
 *
 * Makes the recording of the README, docs/pictures/recording.svg: a shell in which a hook is saved, and below it `diskwright watch`,
 * which builds the image again. Real programs in real terminals, shown in the time that they took; only the first build is left
 * out. The image is debian-vm with one element more, from a real mirror; with --small the tests' small system, which needs none.
 * To be made on a quiet machine. Needs root.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Frame, recordingToSvg } from "../support/terminal/recording.js";
import { openOnStage, openStage } from "./open-stage.js";

const ROOT = resolve(import.meta.dirname, "../..");
const A_BUILD_MS = 20 * 60_000;
const COLS = 96;
/** Somebody types so fast. */
const A_KEY_MS = 45;
const PROMPT = "\u001b[1;32m❯\u001b[0m ";
const small = process.argv.includes("--small");
const PROFILE = small
	? "version: 1\nskip-base: true\nelements: [tiny-os, website]\n"
	: "version: 1\nextends: debian-vm\nelements: [website]\nuser: {name: you}\n";

const home = mkdtempSync("/var/tmp/record-watch-");
const env = { ELEMENTS_PATH: "/home/you/elements", ...(small ? { DIB_JOURNAL_SIZE: "4" } : {}) };
try {
	cpSync(join(import.meta.dirname, "elements"), join(home, "elements"), { recursive: true });
	if (small) cpSync(join(ROOT, "test/fixtures/elements/tiny-os"), join(home, "elements/tiny-os"), { recursive: true });
	const profiles = join(home, ".config/diskwright/profiles");
	mkdirSync(profiles, { recursive: true });
	writeFileSync(join(profiles, "web.yaml"), PROFILE);

	writeFileSync(join(home, ".bashrc"), `PS1='\\[\\e[1;32m\\]❯\\[\\e[0m\\] '\n`);
	const shell = openOnStage(["bash", "--rcfile", "/home/you/.bashrc", "-i"], { home, env, cols: COLS, rows: 2 });
	await shell.waitFor("❯");
	const watching = openStage(["watch", "web", "--yes", "--progress", "quiet"], {
		...{ home, env, cols: COLS, rows: 8, before: `${PROMPT}diskwright watch web --progress quiet\r\n` },
	});
	await watching.waitFor("ctrl+c ends it", A_BUILD_MS);

	const began = performance.now();
	const frames: Frame[] = [];
	const look = () => {
		frames.push({ at: Math.round(performance.now() - began), cells: [...shell.cells(), ...watching.cells()] });
	};
	look();
	const stops = [shell, watching].map(({ emulator }) => emulator.onChange(look));
	await delay(1000);
	for (const key of "sed -i s/Hello/Welcome/ elements/website/install.d/50-website") {
		await shell.type(key);
		await delay(A_KEY_MS);
	}
	await delay(500);
	await shell.press("enter");
	await watching.waitFor(/saved\n.*built in.*\n.*watching/, A_BUILD_MS);
	look();
	for (const stop of stops) stop();
	await watching.press("ctrl-c");
	await watching.exit(60_000);
	await shell.close();
	const out = join(ROOT, "docs/pictures/recording.svg");
	writeFileSync(out, recordingToSvg(frames, { title: "save a hook, and there is the image" }));
	console.log(watching.text());
	console.log(out);
} finally {
	rmSync(home, { recursive: true, force: true });
}
