import { writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { EXIT, serialiseError, UserError } from "../../core/errors.js";
import { stagesOf } from "../../core/hooks/phases.js";
import type { BuildOrder } from "../../core/planning/plan.js";
import { EVENT_VERSION, type PlannedTask } from "../../core/run/events.js";
import { createMasker } from "../../core/secrets/masker.js";
import { onStopSignal } from "../../host/stop-signals.js";
import { explainSpace, type Room } from "../failure/explain-failure.js";
import { explainPackages, explainVariables } from "../failure/explain-packages.js";
import { setGlueDirectory } from "../hooks/shell-glue.js";
import { ResolverWatch } from "../root/resolver-watch.js";
import { BuildFailure, TaskRunner } from "../tasks/task.js";
import { Scope } from "../work/scope.js";
import { treePath, workDirectoryPath } from "../work/work-directory.js";
import { carryOut } from "./carry-out.js";
import { Deadline } from "./deadline.js";
import { Decisions } from "./decisions.js";
import { sayLastWord } from "./last-word.js";
import { type OrderChannel, openOrderChannel } from "./order-channel.js";
import { openRunJournal } from "./run-journal.js";
import { Shells } from "./shells.js";

/** Why a build was cancelled; the reason of its abort signal. */
class Cancelled extends Error {
	constructor(readonly by: string) {
		super(`cancelled by ${by}`);
	}
}

/**
 * The process inside the sandbox: takes its order as the first line of `input`, carries it out, always cleans up, and
 * returns the exit code. When `input` ends the cli is gone; the build is then cancelled unless the order says otherwise.
 */
export async function runBuilder(input: Readable): Promise<number> {
	const channel = openOrderChannel(input);
	const order = await channel.order;
	if (!order) return EXIT.cancelled;
	process.on("uncaughtException", (error) => crash(order, error));
	setGlueDirectory(join(order.packageRoot, "dist/glue"));
	try {
		return await carryOutOrder(order, channel);
	} catch (error) {
		const serialised = serialiseError(error);
		sayLastWord({ exitCode: serialised.exitCode, error: serialised });
		return serialised.exitCode;
	}
}

/** What nobody caught ends the builder; whoever started it tells the user. */
function crash({ runFolder, secretValues }: BuildOrder, error: unknown): never {
	const serialised = serialiseError(error);
	sayLastWord({ exitCode: serialised.exitCode, error: serialised });
	try {
		const text = String((error as Error)?.stack ?? error);
		writeFileSync(join(runFolder, "crash"), createMasker(secretValues)(text));
	} catch {
		// The folder may be what the error is about.
	}
	process.exit(serialised.exitCode);
}

async function carryOutOrder(order: BuildOrder, channel: OrderChannel): Promise<number> {
	const start = performance.now();
	const abort = new AbortController();
	const deadline = new Deadline(() => {
		const ms = Math.round(performance.now() - start);
		const told = journal.finish({ type: "build.finished", ms, outcome: "cancelled", exitCode: EXIT.cancelled });
		if (!told) sayLastWord({ exitCode: EXIT.cancelled });
		process.exit(EXIT.cancelled);
	});
	const journal = await openRunJournal(order, (error) => {
		abort.abort(error);
		deadline.begin();
	});
	const decisions = new Decisions({ emit: journal.emit, onFailure: order.plan.settings.onFailure });
	const resolver = new ResolverWatch();
	const tasks = new TaskRunner({
		emit: journal.emit,
		logs: journal.logs,
		decisions,
		signal: abort.signal,
		explain: (said, script) => [
			...explainSpace(said, rooms(order)),
			...resolver.explain(said),
			...explainPackages(said, order),
			...explainVariables(said, script),
		],
		runFolder: order.runFolder,
		words: { program: order.plan.program, sized: order.plan.settings.imageSize !== undefined },
	});
	const cancel = (by: string) => {
		if (abort.signal.aborted) return;
		journal.emit({ type: "build.cancelling", by });
		abort.abort(new Cancelled(by));
	};
	channel.listen({
		stop: (by) => {
			cancel(by);
			deadline.asked();
		},
		end: () => {
			if (!order.cancelWhenPipeEnds) return;
			cancel("the end of its terminal");
			deadline.begin();
		},
	});
	// Service managers and CI runners signal every process of a job.
	onStopSignal((by) => {
		cancel(by);
		deadline.asked();
	});
	const shells = new Shells();
	await journal.serveControl({ shells, decisions, cancel, current: () => tasks.current });

	journal.emit({
		type: "build.started",
		v: EVENT_VERSION,
		id: order.runId,
		wallClock: new Date().toISOString(),
		image: order.plan.imageName,
		architecture: order.plan.architecture,
		elements: order.elements.map((element) => element.name),
		outputs: order.plan.outputs.map((output) => output.file),
		stages: stagesOf(order.plan.settings),
		tasks: plannedTasks(order),
	});
	let failure: unknown;
	const scope = new Scope();
	try {
		await carryOut(order, { journal, decisions, shells, tasks, resolver, scope, signal: abort.signal });
	} catch (error) {
		failure = error;
	}
	for (const { what, error } of await scope.close()) {
		journal.emit({ type: "warning", code: "clean-up", message: `${what} could not be cleaned up: ${String(error)}` });
	}
	const end = outcomeOf(failure);
	const told = journal.finish({ type: "build.finished", ms: Math.round(performance.now() - start), ...end });
	deadline.stop();
	if (!told) {
		const error = "error" in end && end.error ? end.error : journal.broken && serialiseError(journal.broken);
		sayLastWord({ exitCode: end.exitCode, ...(error ? { error } : {}) });
	}
	await journal.close();
	return end.exitCode;
}

/** Where this build writes, and what to do when there is no room. */
function rooms(order: BuildOrder): Room[] {
	const { settings, imageName } = order.plan;
	const larger = "Set TMPDIR to a folder on a larger disk";
	return [
		{
			folder: workDirectoryPath(order),
			cure: `${larger}, and build on disk with --no-tmpfs (DIB_NO_TMPFS=1).`,
		},
		{ folder: settings.tmp, cure: `${larger}.` },
		{ folder: dirname(resolve(settings.directory, imageName)), cure: "Give -o a path on a larger disk." },
		{ folder: settings.imageCache, cure: "Give --image-cache a folder on a larger disk." },
		{ folder: treePath(order), cure: "Give the image a larger size.", isImage: true },
	];
}

function plannedTasks(order: BuildOrder): PlannedTask[] {
	return order.plan.phases.flatMap(({ phase, hooks }) =>
		hooks.map(({ name, element }) => ({ id: `${phase}/${name}`, stage: phase, title: name, element })),
	);
}

function outcomeOf(failure: unknown) {
	if (failure === undefined) return { outcome: "ok", exitCode: EXIT.ok } as const;
	if (failure instanceof Cancelled) return { outcome: "cancelled", exitCode: EXIT.cancelled } as const;
	if (failure instanceof BuildFailure) {
		const { digest } = failure;
		const error = failure.cause instanceof UserError ? serialiseError(failure.cause) : undefined;
		return {
			outcome: "failed",
			exitCode: digest.exitCode ?? EXIT.failed,
			digest,
			...(error ? { error } : {}),
		} as const;
	}
	const error = serialiseError(failure);
	return { outcome: "failed", exitCode: error.exitCode, error } as const;
}
