import { Command } from "commander";
import { UserError } from "../../core/errors.js";
import type { Difference } from "../../core/layers/input.js";
import { type Reason, type WhyRun, whyTasksRan } from "../../core/layers/why.js";
import type { BuildState } from "../../core/run/build-state.js";
import { findRunId } from "../../core/run/run-id.js";
import { takenText } from "../../core/run/taken-from-layers.js";
import { nearest } from "../../core/text/suggest.js";
import { cleanLine, printableJson } from "../../core/text/terminal-text.js";
import { finalState } from "../../runs/list/list-runs.js";
import { listRunIds, openRun } from "../../runs/runs.js";
import { runsFolder } from "../../runs/runs-folder.js";
import { readTaskRecords } from "../../runs/task-records.js";
import type { CliContext } from "../entry/context.js";

interface WhyFlags {
	readonly run: string;
	readonly against?: string;
	readonly json?: true;
}

/** `diskwright why [TASK]`: why hooks ran although layers are used. Reads what the runs have left; needs no root. */
export function whyCommand(context: CliContext): Command {
	return new Command("why")
		.description("why the hooks of a build with layers ran: the first thing that was not as before")
		.argument("[task]", "only this task, such as install/50-web, with all that differs")
		.option("--run <run>", "the build that is asked about: id, the beginning of one, or latest", "latest")
		.option("--against <run>", "the build that it is compared with; by default what its layers were made of")
		.option("--json", "print it as JSON")
		.action(async (task: string | undefined, flags: WhyFlags) => {
			const [asked, other] = await findRuns(flags, context);
			const state = await finalState(asked);
			const run = whyRun(state, await readTaskRecords(asked));
			const against = other ? await recordsOf(other) : await newestBefore(asked.id, run, state, context);
			const told = whyTasksRan(run, other ? against : undefined);
			const detailed = other ? told : withDifferences(told, whyTasksRan(run, against));
			const chosen = task === undefined ? detailed : [oneOf(detailed, task, state)];
			if (flags.json) context.stdout.write(`${printableJson({ run: asked.id, tasks: chosen }, 2)}\n`);
			else context.stdout.write(task === undefined ? allText(state, detailed) : oneText(chosen[0] as Reason));
		});
}

type FoundRun = ReturnType<typeof openRun>;

async function findRuns({ run, against }: WhyFlags, { env }: CliContext): Promise<[FoundRun, FoundRun | undefined]> {
	const folder = runsFolder(env);
	const ids = await listRunIds(folder);
	const find = (wanted: string) => openRun(folder, findRunId(ids, wanted));
	return [find(run), against === undefined ? undefined : find(against)];
}

/** The hooks that layers were looked for; the others run in every build. */
function whyRun(state: BuildState, records: WhyRun["records"]): WhyRun {
	const tasks = state.stages.flatMap(({ tasks: ids }) => ids.flatMap((id) => state.tasks[id] ?? []));
	return {
		records,
		tasks: tasks.flatMap(({ id, status, cause }): WhyRun["tasks"] => {
			if (status === "cached") return [{ id, outcome: "cached" }];
			return cause === undefined ? [] : [{ id, outcome: "ran", cause }];
		}),
	};
}

async function recordsOf(run: FoundRun): Promise<WhyRun["records"]> {
	const records = await readTaskRecords(run);
	if (records.length > 0) return records;
	throw new UserError({
		code: "no-records",
		message: `Nothing is known of what the hooks of ${run.id} read: it was built without layers`,
		next: ["Compare with a build that was started with --layers: diskwright runs list"],
	});
}

/** Runs that are looked at for an earlier one of the same image. */
const LOOKED_AT = 50;

/** Records of the newest earlier build of the same image; none when there is none. */
async function newestBefore(
	id: string,
	{ tasks }: WhyRun,
	{ image }: BuildState,
	{ env }: CliContext,
): Promise<WhyRun["records"]> {
	if (tasks.length === 0) return [];
	const folder = runsFolder(env);
	const earlier = (await listRunIds(folder)).filter((other) => other < id).slice(0, LOOKED_AT);
	for (const other of earlier) {
		const run = openRun(folder, other);
		const records = await readTaskRecords(run);
		if (records.length > 0 && (await finalState(run)).image === image) return records;
	}
	return [];
}

/** In the words of the build itself, with all that differs from an earlier one. */
const withDifferences = (told: readonly Reason[], compared: readonly Reason[]): Reason[] =>
	told.map((reason, index) => {
		const { differences } = compared[index] ?? {};
		return differences ? { ...reason, differences } : reason;
	});

function oneOf(reasons: readonly Reason[], task: string, { tasks, id }: BuildState): Reason {
	const found = reasons.find((reason) => reason.task === task);
	if (found) return found;
	if (tasks[task]) {
		const layered = reasons.length > 0;
		throw new UserError({
			code: "not-layered",
			message: layered
				? `No layer ever takes the place of ${task}: it runs in every build`
				: `${id} was built without layers: all of it ran`,
			next: [layered ? "diskwright why names the hooks that layers are looked for." : "Build with --layers."],
		});
	}
	const near = nearest(task, Object.keys(tasks));
	throw new UserError({
		code: "unknown-task",
		message: `The build ${id} has no task '${task}'`,
		next: [
			...(near.length > 0 ? [`Did you mean ${near.join(" or ")}?`] : []),
			`diskwright why --run ${id} lists the hooks that ran.`,
		],
	});
}

function allText(state: BuildState, reasons: readonly Reason[]): string {
	const ran = reasons.filter(({ outcome }) => outcome === "ran");
	if (reasons.length === 0) return `${state.id} was built without layers: all of it ran. Build with --layers.\n`;
	const width = Math.max(0, ...ran.map(({ task }) => task.length));
	const lines = ran.map(({ task, why }) => `${task.padEnd(width)}  ${why}`);
	const summary = takenText(Object.values(state.tasks)) ?? "";
	return [`${state.id}  ${state.image}`, ...lines, summary].map((line) => `${cleanLine(line)}\n`).join("");
}

/** More of one value fills a screen. */
const LONGEST = 2000;

function oneText({ task, outcome, why, differences }: Reason): string {
	const value = (text: string | undefined, none: string) =>
		text === undefined ? none : text === "" ? "(empty)" : text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
	const lines = [
		outcome === "cached" ? `${task}: its layer was taken` : `${task}: ${why}`,
		...(differences === undefined ? ["No earlier build with layers is kept that it could be compared with."] : []),
		...(differences ?? []).flatMap(({ name, before, now }: Difference) => [
			`  ${name}`,
			`    before  ${value(before, "(not there)")}`,
			`    now     ${value(now, "(not there)")}`,
		]),
	];
	return lines.map((line) => `${cleanLine(line)}\n`).join("");
}
