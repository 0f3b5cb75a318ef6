import { relative } from "node:path";
import { EXIT } from "../../core/errors.js";
import type { TaskRecord } from "../../core/layers/task-record.js";
import type { CompiledPlan } from "../../core/planning/compile-plan.js";
import { runLimits } from "../../core/run/storage-limits.js";
import { cleanLine } from "../../core/text/terminal-text.js";
import { outcomeText } from "../../core/watch/watch-state.js";
import { keepSudo } from "../../host/keep-sudo.js";
import { onStopSignal } from "../../host/stop-signals.js";
import { homeFolder } from "../../host/user-folders.js";
import type { Run } from "../../runs/runs.js";
import { runsFolder } from "../../runs/runs-folder.js";
import { readTaskRecords } from "../../runs/task-records.js";
import { type StopBell, stopBell } from "../batch/stop-bell.js";
import type { BuildFlags } from "../build/build-flags.js";
import { orderOf } from "../build/build-order.js";
import { loadBuild } from "../build/build-request.js";
import { compile } from "../build/compile.js";
import { preflight } from "../build/preflight.js";
import { buildReporters } from "../build/reporters.js";
import { startBuild, tidyRuns } from "../build/start-build.js";
import type { CliContext } from "../entry/context.js";
import { openScreens } from "../terminal/open-screens.js";
import { buildSources, widerSources } from "./build-sources.js";
import { SafePoint } from "./safe-point.js";
import { SavedFiles } from "./saved-files.js";
import { type PreparedRound, watchLoop } from "./watch-loop.js";
import { watchLines } from "./watch-plain.js";
import { watchService } from "./watch-service.js";

export interface WatchFlags extends BuildFlags {
	readonly progress: "auto" | "tui" | "plain" | "ndjson" | "quiet";
	readonly logfile?: string;
	readonly yes?: true;
	readonly boot?: true;
	readonly onFailure?: string;
}

/** A profile that is watched until a signal comes, or its screens are left. */
export class Watching {
	readonly #controller = new AbortController();
	readonly #home: string;
	#bell: StopBell | undefined;
	#records: readonly TaskRecord[] = [];
	/** What the last preflight was about. */
	#checked = "";
	/** An image of ours is there, which the next one may take the place of. */
	#built = false;

	constructor(
		readonly targets: readonly string[],
		readonly flags: WatchFlags,
		readonly argv: readonly string[],
		readonly context: CliContext,
		readonly withScreen: boolean,
	) {
		this.#home = homeFolder(context.env);
	}

	async carryOut(): Promise<void> {
		const { context, withScreen } = this;
		const { signal } = this.#controller;
		const first = await this.#prepare("ask", context);
		const saved = new SavedFiles();
		const subject = this.targets.join(" ");
		const stop = () => this.#controller.abort();
		const release = onStopSignal((by) => {
			stop();
			this.#bell?.ring(by);
		});
		const { service, show } = watchService(stop);
		const lines = watchLines(
			this.flags.progress === "plain" || this.flags.progress === "auto" ? context.stdout : context.stderr,
		);
		// Nothing is written into the screens.
		const silent: CliContext = { ...context, cwd: context.cwd, stdout: context.stdout, stderr: SILENT };
		const loop = watchLoop(first, {
			...{ subject, saved, signal, now: Date.now, show: withScreen ? show : lines },
			prepare: () => this.#prepare("no", withScreen ? silent : context),
			wider: (sources) => widerSources(sources, `${context.packageRoot}/elements`),
			nameOf: (path) => this.#nameOf(path),
		}).finally(() => saved.close());
		const forgetSudo = keepSudo();
		try {
			if (withScreen) await this.#onScreen(service, loop, stop);
			await loop;
			const last = service.get()?.rounds.at(-1);
			if (last) context.stdout.write(`watch: ${cleanLine(outcomeText(last))}\n`);
		} finally {
			forgetSudo();
			release();
		}
	}

	/** Until they are left, or nothing is watched any more. */
	async #onScreen(service: ReturnType<typeof watchService>["service"], loop: Promise<void>, stop: () => void) {
		const ended = loop.catch(() => {});
		try {
			await openScreens(this.context, [{ screen: "watch" }], { watch: service, ended });
		} finally {
			stop();
		}
	}

	async #prepare(fetch: "ask" | "no", context: CliContext): Promise<PreparedRound> {
		const { targets, flags, argv } = this;
		const given = {
			...{ ...flags, layers: true as const, onFailure: flags.onFailure ?? "stop" },
			...(flags.boot ? { bootTest: true as const } : {}),
		};
		// How it is watched is no argument of the image.
		const words = argv.filter((word) => word !== "--boot");
		const loaded = await loadBuild(targets, given, words, context, { fetch: flags.yes ? "yes" : fetch });
		const { options, env, catalogue } = loaded;
		const compiled = await compile(options, env, catalogue, context.cwd);
		if (fetch === "ask") {
			for (const { message } of compiled.plan.warnings) context.stderr.write(`warning: ${cleanLine(message)}\n`);
		}
		await this.#check(compiled, fetch === "ask", context);
		return {
			sources: buildSources(loaded, compiled, { home: this.#home, records: this.#records }),
			elements: compiled.elements.length,
			build: (round) => this.#build(this.#built ? afterFirst(compiled) : compiled, round, context),
		};
	}

	/** Only what has changed is looked at again: a mirror is not asked for every save. */
	async #check(compiled: CompiledPlan, ask: boolean, context: CliContext): Promise<void> {
		const { tools, settings, disk, outputs, environment } = compiled.plan;
		const about = JSON.stringify({ tools, settings, disk, outputs, environment });
		if (about === this.#checked) return;
		await preflight(compiled, { yes: this.flags.yes === true, ask, stderr: context.stderr });
		this.#checked = about;
	}

	async #build(
		compiled: CompiledPlan,
		{ onEvent, stop, signal }: Parameters<PreparedRound["build"]>[0],
		context: CliContext,
	): Promise<number> {
		const bell = stopBell();
		this.#bell = bell;
		const point = new SafePoint(() => bell.ring("a newer save"));
		stop.addEventListener("abort", () => point.request());
		if (signal.aborted) return EXIT.cancelled;
		const ended = new AbortController();
		signal.addEventListener("abort", () => bell.ring("SIGINT"), { signal: ended.signal });
		const shown = this.withScreen ? { ...this.flags, progress: "tui" as const } : this.flags;
		const limits = { runsFolder: runsFolder(context.env), runLimits: runLimits(context.env) };
		await tidyRuns({ ...limits, detach: this.withScreen });
		let run: Run | undefined;
		const { exitCode } = await startBuild(orderOf(compiled, context), {
			...{ ...limits, detach: false },
			reporters: [...buildReporters(shown, context), { event: onEvent, end: async () => {} }, point],
			member: {
				listen: bell.listen,
				begins: async (begun) => {
					run = begun;
				},
			},
		}).finally(() => ended.abort());
		if (run) this.#records = await readTaskRecords(run);
		if (exitCode === EXIT.ok) this.#built = true;
		return exitCode;
	}

	/** Short, for people: from here, or from home. */
	#nameOf(path: string): string {
		const here = relative(this.context.cwd, path);
		if (!here.startsWith("..")) return here;
		return path.startsWith(`${this.#home}/`) ? `~${path.slice(this.#home.length)}` : path;
	}
}

const SILENT = { write: () => true } as unknown as CliContext["stderr"];

/**
 * What watching has made itself is replaced; only the image that was there before it becomes an older one. All hooks are run again
 * (--no-cache) once.
 */
function afterFirst(compiled: CompiledPlan): CompiledPlan {
	const { renewFrom: _, ...settings } = compiled.plan.settings;
	return { ...compiled, plan: { ...compiled.plan, settings: { ...settings, overwriteOldImage: true } } };
}
