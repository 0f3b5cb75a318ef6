import { Command, InvalidArgumentError, Option } from "commander";
import { ReplayClock } from "../../../core/run/replay-clock.js";
import { readEventBatches } from "../../../runs/events/read-events.js";
import { paced } from "../../../runs/feed/replay-feed.js";
import { type Run, runIsAlive } from "../../../runs/runs.js";
import { reporterFor } from "../../build/reporters.js";
import { processContext } from "../../entry/context.js";
import { endWithOutput } from "../../entry/lost-output.js";
import { wantsScreens } from "../../entry/progress-mode.js";
import { openScreens } from "../../terminal/open-screens.js";
import { attachBatch, findBatch } from "./batches.js";

type FindRun = (wanted: string) => Promise<Run>;

/** `diskwright runs attach`: a run that goes on, from its beginning, with nothing lost. */
export function attachCommand(find: FindRun): Command {
	return shownRun("attach", "follow a run that is going on, or all of a batch, from the beginning").action(
		async (wanted: string, flags: { progress: string }) => {
			const context = processContext();
			const batch = await findBatch(context.env, wanted);
			if (batch) return attachBatch(batch, flags.progress, context);
			const run = await find(wanted);
			if (wantsScreens(flags.progress, context.env)) {
				await openScreens(context, [{ screen: "home" }, { screen: "build", run: run.id }]);
				return;
			}
			endWithOutput();
			const reporter = reporterFor(flags.progress, context);
			for await (const { events } of readEventBatches(run.eventsFile, { follow: true, isAlive: () => runIsAlive(run) }))
				for (const event of events) reporter.event(event);
			await reporter.end();
		},
	);
}

/** `diskwright runs replay`: a run again as it was shown, faster or slower. */
export function replayCommand(find: FindRun): Command {
	return shownRun("replay", "show a run again as it was shown")
		.addOption(
			new Option("--speed <times>", "so many times as fast as it was, 0: all at once; on screens 1, else 0").argParser(
				parseSpeed,
			),
		)
		.action(async (wanted: string, flags: { progress: string; speed?: number }) => {
			const context = processContext();
			const run = await find(wanted);
			if (wantsScreens(flags.progress, context.env)) {
				await openScreens(context, [{ screen: "home" }, { screen: "build", run: run.id, replay: flags.speed ?? 1 }]);
				return;
			}
			endWithOutput();
			const reporter = reporterFor(flags.progress, context);
			const clock = new ReplayClock(flags.speed ?? 0, () => performance.now());
			for await (const { events } of readEventBatches(run.eventsFile, { follow: false }))
				for await (const due of paced(events, clock)) for (const event of due) reporter.event(event);
			await reporter.end();
		});
}

function shownRun(name: string, description: string): Command {
	return new Command(name)
		.argument("[run]", "id, the beginning of one, or latest", "latest")
		.description(description)
		.addOption(
			new Option("--progress <kind>", "how it is shown; auto: screens in a terminal, else plain")
				.choices(["auto", "tui", "plain", "ndjson"])
				.default("auto"),
		);
}

function parseSpeed(text: string): number {
	const speed = Number(text);
	if (text.trim() === "" || !(speed >= 0 && speed < 1e6))
		throw new InvalidArgumentError("Write a number like 0, 0.5 or 20.");
	return speed;
}
