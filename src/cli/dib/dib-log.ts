import { appendFileSync } from "node:fs";
import { basename } from "node:path";
import { formatError } from "../../core/errors.js";
import type { Stage } from "../../core/hooks/phases.js";
import type { BuildEvent } from "../../core/run/events.js";
import { cleanLine } from "../../core/text/terminal-text.js";
import { LastLines } from "../../report/last-lines.js";
import type { Reporter, TextOutput } from "../../report/reporter.js";
import { digestLines } from "../../report/summary.js";

export interface DibLogOptions {
	readonly output: TextOutput;
	/** Appended to; every line there has a time stamp. */
	readonly logFile?: string;
	/** Nothing on the output. */
	readonly quiet: boolean;
	/** Time stamps on the output too. */
	readonly timestamps: boolean;
	/** Lines before the first event. */
	readonly introduction: readonly string[];
}

/**
 * The log as DIB's programs print it: `YYYY-MM-DD HH:MM:SS.mmm | text`, in UTC, with the lines of its hook runner around
 * what hooks print (contract §2.9, §6.5). The lines that scripts look for keep DIB's words.
 */
export function dibLogReporter(options: DibLogOptions): Reporter {
	const last = new LastLines();
	let started = Date.now();
	const print = (texts: readonly string[], at: number) => {
		if (texts.length === 0) return;
		const lines = texts.map(cleanLine);
		const stamp = new Date(at).toISOString().replace("T", " ").replace("Z", "");
		const stamped = lines.map((line) => `${stamp} | ${line}\n`).join("");
		if (options.logFile) appendFileSync(options.logFile, stamped);
		if (!options.quiet) options.output.write(options.timestamps ? stamped : lines.map((line) => `${line}\n`).join(""));
	};
	/** Of the running phase: the hooks that have started, and the times of those that have ended. */
	const hooks = new Map<string, string>();
	const times = new Map<string, number>();
	/** The runner was called for it, be it without a hook. */
	let ran = false;
	print(options.introduction, started);
	return {
		event(event) {
			if (event.type === "build.started") started = Date.parse(event.wallClock);
			const at = started + event.at;
			last.see(event);
			switch (event.type) {
				case "log":
					print(event.lines, at);
					break;
				case "task.started": {
					ran ||= event.task === `${event.stage}/environment`;
					const hook = hookPath(event);
					if (!hook) break;
					hooks.set(event.task, basename(hook));
					print([`dib-run-parts Running ${hook}`], at);
					break;
				}
				case "task.finished": {
					const hook = hooks.get(event.task);
					if (!hook || event.outcome !== "ok") break;
					times.set(hook, event.ms);
					print([`dib-run-parts ${hook} completed`], at);
					break;
				}
				case "stage.finished":
					if (event.outcome === "ok" && ran) print(profileTable(event.stage, times), at);
					ran = false;
					hooks.clear();
					times.clear();
					break;
				case "warning":
					print([`WARNING: ${event.message}`], at);
					break;
				case "build.paused":
					print(["Starting debug shell. Exit to resume building.", `At stage ${event.point ?? event.task}`], at);
					break;
				case "build.resumed":
					print(["Resuming"], at);
					break;
				case "build.cancelling":
					print(["Cancelling: cleaning up"], at);
					break;
				case "build.finished":
					if (event.digest) print(digestLines(event.digest, !last.standAbove(event.digest)), at);
					else if (event.error)
						print(
							formatError(event.error)
								.replace(/^error/, "ERROR")
								.split("\n"),
							at,
						);
					print([event.outcome === "ok" ? "Build completed successfully" : `Build ${event.outcome}`], at);
					break;
				default:
					break;
			}
		},
		end: async () => {},
	};
}

/** Where a hook is run from; nothing for the engine's own tasks, which are not scripts of a phase. */
function hookPath({ stage, task, argv = [] }: Extract<BuildEvent, { type: "task.started" }>): string | undefined {
	const [path = ""] = argv;
	return path.endsWith(`/${stage}.d/${task.slice(stage.length + 1)}`) ? path : undefined;
}

/** The seconds of every hook of a phase, as DIB's runner prints them after it (contract §6.6). */
function profileTable(stage: Stage, times: ReadonlyMap<string, number>): string[] {
	const rows = [...times].map(([name, ms]) => `${name.padEnd(40)} ${(ms / 1000).toFixed(3).padStart(10)}`);
	return [
		"----------------------- PROFILING -----------------------",
		"",
		`Target: ${stage}.d`,
		"",
		`${"Script".padEnd(40)} ${"Seconds".padStart(9)}`,
		`${"-".repeat(39)}  ${"-".repeat(10)}`,
		"",
		...rows.sort(),
		"",
		"--------------------- END PROFILING ---------------------",
	].map((row) => `dib-run-parts ${row}`);
}

/** Says nothing but why a build failed. */
export function quietReporter(errors: TextOutput): Reporter {
	return {
		event(event) {
			if (event.type !== "build.finished" || event.outcome === "ok") return;
			const lines = event.digest ? digestLines(event.digest) : [`error: ${event.error?.message ?? event.outcome}`];
			errors.write(`${lines.join("\n")}\n`);
		},
		end: async () => {},
	};
}
