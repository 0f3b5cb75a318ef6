import { setFlagsFromString } from "node:v8";
import { EXIT, type UserError } from "../../core/errors.js";
import { tryLines } from "../../core/output/try-lines.js";
import { type BuildState, initialState, reduceBuild } from "../../core/run/build-state.js";
import { needsAscii } from "../../core/text/ascii-signs.js";
import { cleanLine } from "../../core/text/terminal-text.js";
import { onStopSignal } from "../../host/stop-signals.js";
import { peekPreferences } from "../../profiles/peek-preferences.js";
import type { PreferencesStore } from "../../profiles/preferences.js";
import { batchTable } from "../../report/batch/batch-lines.js";
import { digestLines, summaryLines } from "../../report/summary.js";
import { type Batch, batchesFolder, openBatch, readBatch } from "../../runs/batch/batch-folder.js";
import { readEvents } from "../../runs/events/read-events.js";
import { readPlan } from "../../runs/plan-file.js";
import { openRun, type Run } from "../../runs/runs.js";
import { runsFolder } from "../../runs/runs-folder.js";
import type { Route } from "../../ui/app/router.js";
import type { ColourLevel } from "../../ui/kit/look/theme.js";
import type { PreferencesService } from "../../ui/services/preferences.js";
import type { WatchService } from "../../ui/services/watch.js";
import { asciiScreen } from "../entry/clean-output.js";
import type { CliContext } from "../entry/context.js";
import { makeServices } from "../services/services.js";
import { takeKeyboard } from "./take-keyboard.js";

export interface OpenScreensOptions {
	/** Where a profile is watched. */
	readonly watch?: WatchService;
	/** When it does, they are left. */
	readonly ended?: Promise<void>;
}

/**
 * Opens the screens at a place; returns when the user leaves them, after a summary that stays in the terminal. A signal
 * takes them down too; builds go on without them.
 */
export async function openScreens(
	context: CliContext,
	start: readonly Route[],
	{ watch, ended }: OpenScreensOptions = {},
): Promise<number> {
	takeKeyboard();
	// Ink's colours look at FORCE_COLOR only, and at the time of their import.
	if (context.env.NO_COLOR) process.env.FORCE_COLOR = "0";
	const [{ renderApp }, { boundKeys }, { readColours }] = await Promise.all([
		import("../../ui/app/render-app.js"),
		import("../../ui/keys/key-bindings.js"),
		import("../../ui/kit/look/own-colours.js"),
	]);
	const preferences = laterPreferences(context.env);
	const seen = preferences.get();
	const app = renderApp({
		services: { ...makeServices(context, preferences), ...(watch ? { watch } : {}) },
		start,
		theme: seen.theme,
		colours: colourLevel(context.env),
		keymap: boundKeys(seen.keys).keymap,
		ownColours: readColours(seen.colours).colours,
		env: context.env,
		...(needsAscii(context.env, seen.signs) ? { ascii: true, stdout: asciiScreen(process.stdout) } : {}),
	});
	void ended?.then(app.leave);
	let stopped = false;
	const heedNoMore = onStopSignal(() => {
		stopped = true;
		app.leave();
	});
	const { preferenceProblems } = await import("../doctor/preference-problems.js");
	const problems = preferenceProblems(context.env);
	for (const { next } of (await preferences.open()).problems()) app.say(`preferences: ${next.join(" ")}`);
	if (problems.length > 0) app.say(saidShortly(problems));
	// From now on what a frame or a batch of lines leaves behind is collected early: memory stays flat under a flood.
	setFlagsFromString("--semi-space-growth-factor=1");
	await app.ended;
	heedNoMore();
	const folder = runsFolder(context.env);
	const batches = batchesFolder(context.env);
	// Where a profile is watched no build goes on.
	for (const shown of watch ? [] : app.shownRuns()) {
		const summary =
			"run" in shown ? leftSummary(openRun(folder, shown.run)) : leftBatch(openBatch(batches, shown.batch));
		// Deleted on the screens, it has nothing to say any more.
		const lines = await summary.catch(() => []);
		context.stdout.write(lines.map((line) => `${cleanLine(line)}\n`).join(""));
	}
	return stopped ? EXIT.cancelled : EXIT.ok;
}

/** The first of several problems in one line, and where the others are told. */
function saidShortly([first, ...others]: readonly UserError[]): string {
	if (!first) return "";
	const { message, place, next } = first;
	const where = place ? ` (${place.file.split("/").at(-1)}${place.line === undefined ? "" : `:${place.line}`})` : "";
	const more = others.length > 0 ? `, and ${others.length} more: diskwright doctor` : `. ${next.join(" ")}`;
	return `preferences: ${message}${where}${more}`;
}

/** What is remembered, seen at once; the library that keeps it is loaded behind the first frame. */
function laterPreferences(env: CliContext["env"]): PreferencesService & { open(): Promise<PreferencesStore> } {
	const seen = peekPreferences(env);
	let store: PreferencesStore | undefined;
	let opening: Promise<PreferencesStore> | undefined;
	const open = () => {
		opening ??= import("../../profiles/preferences.js").then(({ openPreferences }) => {
			store = openPreferences(env);
			return store;
		});
		return opening;
	};
	return {
		get: () => store?.get() ?? seen,
		update: (change) => (store ? store.update(change) : void open().then((opened) => opened.update(change))),
		open,
	};
}

/** As chalk decides for Ink, whose colours these are; NO_COLOR wins. */
function colourLevel(env: Readonly<Record<string, string>>): ColourLevel {
	if (env.NO_COLOR) return 0;
	if (env.FORCE_COLOR !== undefined) return ([0, 1, 2, 3] as const)[Number(env.FORCE_COLOR)] ?? 1;
	if (/^(truecolor|24bit)$/.test(env.COLORTERM ?? "")) return 3;
	return /256/.test(env.TERM ?? "") ? 2 : 1;
}

/**
 * What stays in the terminal when the screens are left, of a run that they have shown: how it ended, all files, how to run
 * and reach the image, what failed; of a build that goes on or is held, how to get back to it.
 */
export async function leftSummary(run: Run): Promise<string[]> {
	let state = initialState();
	let ended: string[] | undefined;
	for await (const event of readEvents(run.eventsFile, { follow: false })) {
		state = reduceBuild(state, event);
		if (event.type === "build.finished") ended = summaryLines(state, event);
	}
	return [...(ended ?? goesOn(state, run.id)), ...(ended ? await nextLines(state, run) : []), `  log  ${run.folder}`];
}

/** Likewise, of several builds that were started together. */
async function leftBatch(batch: Batch): Promise<string[]> {
	const read = await readBatch(batch);
	if (!read) return [];
	if (read.alive) return [`the batch ${batch.id} goes on: diskwright runs attach ${batch.id}`];
	return batchTable(read.state).slice(1);
}

function goesOn({ pause }: BuildState, id: string): string[] {
	if (!pause) return [`the build ${id} goes on: diskwright runs attach ${id}`];
	return [
		...(pause.digest ? digestLines(pause.digest) : []),
		`the build ${id} is held and waits for you: diskwright runs attach ${id}`,
	];
}

async function nextLines(state: BuildState, run: Run): Promise<string[]> {
	const plan = await readPlan(run);
	if (!plan || state.status !== "ok") return [];
	return tryLines(plan, state.artifacts).map(({ label, command }) => `  ${label.padEnd(8)}  ${command}`);
}
