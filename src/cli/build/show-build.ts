import { EXIT } from "../../core/errors.js";
import type { CompiledPlan } from "../../core/planning/compile-plan.js";
import { given } from "../../core/values/given.js";
import { enduringReporter } from "../../report/enduring.js";
import type { Reporter } from "../../report/reporter.js";
import { runFeed } from "../../runs/feed/run-feed.js";
import { finalState } from "../../runs/list/list-runs.js";
import type { Run } from "../../runs/runs.js";
import type { CliContext } from "../entry/context.js";
import { openScreens } from "../terminal/open-screens.js";
import { buildExitCode } from "./build-exit-code.js";
import { launchBuild } from "./build-order.js";

/**
 * Starts a compiled build apart from this process and shows it on the screens. Returns when the user leaves them: the
 * exit code of the build, or 0 when it goes on. Throws UserError.
 */
export async function buildOnScreen(
	compiled: CompiledPlan,
	context: CliContext,
	reporters: readonly Reporter[],
): Promise<number> {
	const run = await launchBuild(compiled, context);
	const left = new AbortController();
	// The terminal is the screens': a log that cannot be written ends without a word.
	const enduring = reporters.map((reporter) => enduringReporter(reporter, () => {}));
	const reported = report(run, enduring, left.signal);
	await openScreens(context, [{ screen: "home" }, { screen: "build", run: run.id }]);
	left.abort();
	await reported;
	const { exitCode, error, digest } = await finalState(run);
	if (exitCode === undefined) return EXIT.ok;
	return buildExitCode("diskwright", { exitCode, ...given("error", error), ...given("digest", digest) });
}

/** Feeds the reporters, such as the one of --logfile, until the build has ended or the screens are left. */
async function report(run: Run, reporters: readonly Reporter[], left: AbortSignal): Promise<void> {
	if (reporters.length === 0) return;
	await runFeed(run, { follow: true }).read((events) => {
		for (const event of events) for (const reporter of reporters) reporter.event(event);
	}, left);
	for (const reporter of reporters) await reporter.end();
}
