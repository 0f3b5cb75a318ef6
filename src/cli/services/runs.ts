import { join } from "node:path";
import { type Preferences, rememberMirror } from "../../core/host/preferences.js";
import type { Profile } from "../../core/profile/profile.js";
import { replayFeed } from "../../runs/feed/replay-feed.js";
import { runFeed } from "../../runs/feed/run-feed.js";
import { listRuns, pastDurations, summaryOf } from "../../runs/list/list-runs.js";
import { writeReportBundle } from "../../runs/list/report-bundle.js";
import { keepDraft, removeRun, reportRun } from "../../runs/list/run-report.js";
import { cancel, decide } from "../../runs/run-control.js";
import { openRun } from "../../runs/runs.js";
import { runsFolder } from "../../runs/runs-folder.js";
import type { PreferencesService } from "../../ui/services/preferences.js";
import type { RunService } from "../../ui/services/runs.js";
import { launchBuild } from "../build/build-order.js";
import { preflight } from "../build/preflight.js";
import { describeHost } from "../doctor/host-report.js";
import type { CliContext } from "../entry/context.js";
import { compileDraft } from "./plans.js";

/** Builds that run or ran, for the screens. */
export function runService(context: CliContext, preferences: PreferencesService): RunService {
	const folder = runsFolder(context.env);
	return {
		async start(draft) {
			const compiled = await compileDraft(draft, context);
			await preflight(compiled, { yes: false, ask: false, stderr: { write: () => {} } });
			const run = await launchBuild(compiled, context);
			await keepDraft(run, draft);
			preferences.update(usedMirrors(preferences.get(), draft.profile));
			return run.id;
		},
		list: () => listRuns(folder),
		durations: (profile, image) => pastDurations(folder, profile, image),
		summary: (id) => summaryOf(openRun(folder, id)),
		report: (id) => reportRun(folder, id),
		remove: (id) => removeRun(openRun(folder, id)),
		open(id, replaySpeed) {
			const run = openRun(folder, id);
			return replaySpeed === undefined ? runFeed(run, { follow: true }) : replayFeed(run, replaySpeed);
		},
		async pack(id) {
			const file = join(context.cwd, `diskwright-report-${id}.tar.gz`);
			const host = await describeHost(context.version, context.env);
			await writeReportBundle(openRun(folder, id), file, { env: context.env, host });
			return file;
		},
		decide: (id, pause, decision) => decide(openRun(folder, id), decision, pause),
		cancel: (id) => cancel(openRun(folder, id)),
	};
}

/** The mirror that a build was started with is offered first the next time. */
function usedMirrors(before: Preferences, { mirrors }: Profile): Partial<Preferences> {
	if (!mirrors?.debian) return {};
	return rememberMirror(before, { distribution: "debian", url: mirrors.debian, lastUsed: new Date().toISOString() });
}
