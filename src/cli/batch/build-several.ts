import { EXIT } from "../../core/errors.js";
import { cleanLine } from "../../core/text/terminal-text.js";
import { caller } from "../../host/privilege.js";
import { type Batch, batchesFolder, createBatch, readBatch } from "../../runs/batch/batch-folder.js";
import { askLogin } from "../build/ask-login.js";
import type { BuildFlags, RunFlags } from "../build/build-flags.js";
import { lookWhetherBuilt, unchangedText, warnUnasked } from "../build/nothing-changed.js";
import type { CliContext } from "../entry/context.js";
import { wantsScreens } from "../entry/progress-mode.js";
import { openScreens } from "../terminal/open-screens.js";
import { batchReporter } from "./batch-reporters.js";
import type { Cells } from "./cells.js";
import { launchBatch } from "./coordinator.js";
import { type LoadedCell, loadCells } from "./load-builds.js";
import { prepareBatch } from "./prepare-batch.js";
import { reportBatch } from "./report-batch.js";
import { runBatch } from "./run-batch.js";

/** Builds several images side by side. Returns the exit code of all. Throws UserError before the first has begun. */
export async function buildSeveral(
	cells: Cells,
	flags: BuildFlags & RunFlags,
	argv: readonly string[],
	context: CliContext,
): Promise<number> {
	const withScreen = !flags.detach && wantsScreens(flags.progress, context.env);
	// Who wants nothing to go on after a failure is not asked about it.
	const loading = { withScreen: withScreen && !flags.failFast, fetch: flags.yes ? "yes" : "ask" } as const;
	const load = (given: BuildFlags) => loadCells(cells, given, argv, context, loading);
	let loaded = await load(flags);
	if (!flags.yes && loaded.some(({ compiled }) => compiled.plan.warnings.some(({ code }) => code === "no-login"))) {
		const login = await askLogin();
		if (login) loaded = await load({ ...flags, ...login });
	}
	tellWarnings(loaded, context);
	const changed = await leaveUnchanged(loaded, flags, context);
	if (changed.length === 0) return EXIT.ok;
	const order = await prepareBatch(changed, context, {
		yes: flags.yes === true,
		stderr: context.stderr,
		failFast: flags.failFast === true,
		...(flags.jobs === undefined ? {} : { jobs: flags.jobs }),
	});
	if (withScreen) return batchOnScreen(await launchBatch(order, context), flags, context);
	if (flags.detach) {
		context.stdout.write(`${(await launchBatch(order, context)).id}\n`);
		return EXIT.ok;
	}
	const reporter = batchReporter(flags, context);
	return runBatch(await createBatch(batchesFolder(context.env), caller()), order, context, { reporter });
}

/** Those that have something to do; of the others it is told why they are left as they are. */
async function leaveUnchanged(
	loaded: readonly LoadedCell[],
	flags: BuildFlags & RunFlags,
	context: CliContext,
): Promise<readonly LoadedCell[]> {
	if (flags.again) return loaded;
	const { progress, detach } = flags;
	const changed: LoadedCell[] = [];
	for (const one of loaded) {
		const built = await lookWhetherBuilt(one.compiled, context, { contents: flags.verify === true });
		if (!built || !("unchanged" in built)) {
			changed.push(one);
			continue;
		}
		const { run, outputs } = built.unchanged;
		const { name } = one.cell;
		warnUnasked(built.unchanged, context.stderr);
		if (progress === "ndjson") {
			context.stdout.write(`${JSON.stringify({ build: name, type: "build.unchanged", id: run, outputs })}\n`);
		} else if (progress !== "quiet") {
			// Standard output is the id of the batch's with --detach.
			(detach ? context.stderr : context.stdout).write(`${cleanLine(`${name}: ${unchangedText(built.unchanged)}`)}\n`);
		}
	}
	return changed;
}

/** Each once, with the builds that it is about unless it is about all. */
function tellWarnings(loaded: readonly LoadedCell[], { stderr }: CliContext): void {
	const told = new Map<string, { readonly hint?: string; readonly names: string[] }>();
	for (const { cell, compiled } of loaded) {
		for (const { message, hint } of compiled.plan.warnings) {
			const same = told.get(message) ?? { ...(hint ? { hint } : {}), names: [] };
			same.names.push(cell.name);
			told.set(message, same);
		}
	}
	for (const [message, { hint, names }] of told) {
		const about = names.length === loaded.length ? "" : `${names.join(", ")}: `;
		stderr.write(`warning: ${cleanLine(`${about}${message}`)}\n`);
		if (hint) stderr.write(`  → ${cleanLine(hint)}\n`);
	}
}

/** Shows a batch on the screens. Returns when the user leaves them: the exit code of all, or 0 when they go on. */
async function batchOnScreen(
	batch: Batch,
	{ logfile }: Pick<RunFlags, "logfile">,
	context: CliContext,
): Promise<number> {
	const left = new AbortController();
	const logged =
		logfile === undefined
			? []
			: [reportBatch(batch, batchReporter({ progress: "tui", logfile }, context), context, left.signal)];
	await openScreens(context, [{ screen: "home" }, { screen: "batch", batch: batch.id }]);
	left.abort();
	await Promise.all(logged);
	return (await readBatch(batch))?.state.exitCode ?? EXIT.ok;
}
