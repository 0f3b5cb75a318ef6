import { readdirSync, statSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { UserError } from "../../core/errors.js";
import { MANIFEST_FILE, type Manifest } from "../../core/output/manifest.js";
import type { InstalledPackage } from "../../core/output/package-diff.js";
import type { DraftBuild } from "../../core/profile/draft-build.js";
import { comparableRuns } from "../../core/run/durations.js";
import type { OlderCopy, RunReport } from "../../core/run/run-report.js";
import { given } from "../../core/values/given.js";
import { readPlan } from "../plan-file.js";
import { readRunJson } from "../run-file.js";
import { openRun, type Run, runHasEnded } from "../runs.js";
import { readSummaries } from "./list-runs.js";

/** What a screen started a run from; without the values of secrets, as everything in the folder of a run. */
const DRAFT_FILE = "draft.json";

/** Keeps what a run was started from, to build or save it again. */
export async function keepDraft(run: Run, { profile, file, elementsPath }: DraftBuild): Promise<void> {
	const draft: DraftBuild = { profile, ...(file ? { file } : {}), ...(elementsPath ? { elementsPath } : {}) };
	await writeFile(join(run.folder, DRAFT_FILE), `${JSON.stringify(draft)}\n`, { mode: 0o600 });
}

/** Everything about a run that has ended, and the one before it; undefined while it goes on. */
export async function reportRun(folder: string, id: string): Promise<RunReport | undefined> {
	const all = await readSummaries(folder);
	const summary = all.find((one) => one.id === id);
	if (!summary) return undefined;
	const run = openRun(folder, id);
	const before = comparableRuns(all, summary).find((one) => one.id < id);
	return {
		...(await packagesOf(run)),
		...given("plan", await readPlan(run)),
		...given("draft", await readRunJson<DraftBuild>(run, DRAFT_FILE)),
		id,
		summary,
		folder: run.folder,
		older: summary.artifacts.flatMap(({ path }) => olderCopies(path)),
		...(before
			? { before: { id: before.id, summary: before, ...(await packagesOf(openRun(folder, before.id))) } }
			: {}),
	};
}

/** Forgets a run that has ended. Throws UserError `run-running` for one that has not. */
export async function removeRun(run: Run): Promise<void> {
	if (!(await runHasEnded(run))) {
		throw new UserError({
			code: "run-running",
			message: `the run ${run.id} goes on and cannot be deleted`,
			next: [`diskwright runs cancel ${run.id}`],
		});
	}
	await rm(run.folder, { recursive: true, force: true });
}

async function packagesOf(run: Run): Promise<{ readonly packages?: readonly InstalledPackage[] }> {
	return given("packages", (await readRunJson<Manifest>(run, MANIFEST_FILE))?.packages);
}

/** Older copies of an image, by the name that a build gives them: `web-2026.01.31-12.00.00.qcow2`; the newest first. */
export function olderCopies(path: string): readonly OlderCopy[] {
	const extension = extname(path);
	const base = basename(path, extension);
	const isCopy = (name: string) =>
		name.startsWith(`${base}-`) &&
		name.endsWith(extension) &&
		/^\d{4}\.\d\d\.\d\d-\d\d\.\d\d\.\d\d/.test(name.slice(base.length + 1));
	return names(dirname(path))
		.filter(isCopy)
		.sort()
		.reverse()
		.flatMap((name): OlderCopy[] => {
			const copy = join(dirname(path), name);
			const found = statSync(copy, { throwIfNoEntry: false });
			return found?.isFile() ? [{ path: copy, bytes: found.size }] : [];
		});
}

function names(folder: string): readonly string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}
