import { progressNumbers } from "../core/progress/progress-words.js";
import { type BuildState, initialState, reduceBuild } from "../core/run/build-state.js";
import type { BuildEvent } from "../core/run/events.js";
import { cleanLine } from "../core/text/terminal-text.js";
import { LastLines } from "./last-lines.js";
import type { Reporter, TextOutput } from "./reporter.js";
import { digestLines, formatBytes, formatDuration, summaryLines } from "./summary.js";

/** `done 3.1s`, `failed 0.2s`; what a layer took the place of took no time. */
function endOfTask({ outcome, ms }: Extract<BuildEvent, { type: "task.finished" }>): string {
	return outcome === "cached" ? "cached" : `${outcome === "ok" ? "done" : outcome} ${formatDuration(ms)}`;
}

/** A silent task says how far it is so often. */
const PROGRESS_MS = 15_000;

/**
 * The whole build as lines of text, for CI and logs: `#12 3.456 text` under a heading for every task, then what failed
 * and what was made. Depends on the events only, so that a replay prints the same.
 */
export function plainReporter(output: TextOutput): Reporter {
	const numbers = new Map<string, number>();
	/** When a task's output or progress was shown last. */
	const spoke = new Map<string, number>();
	const last = new LastLines();
	let state: BuildState = initialState();
	const line = (text: string) => output.write(`${cleanLine(text)}\n`);
	const number = (task: string) => {
		if (!numbers.has(task)) numbers.set(task, numbers.size + 1);
		return `#${numbers.get(task)}`;
	};
	const show = (event: BuildEvent) => {
		switch (event.type) {
			case "build.started":
				line(`build ${event.id}: ${event.image} (${event.architecture}) from ${event.elements.join(" ")}`);
				break;
			case "stage.started":
				line(`── ${event.stage}`);
				break;
			case "task.started": {
				spoke.set(event.task, event.at);
				const from = event.element ? `  (${event.element})` : "";
				line(
					`${number(event.task)} ${event.stage}: ${event.title}${from}${event.attempt > 1 ? `  try ${event.attempt}` : ""}`,
				);
				if (event.cause) line(`${number(event.task)} runs because: ${event.cause}`);
				break;
			}
			case "log": {
				spoke.set(event.task, event.at);
				const head = `${number(event.task)} ${(event.at / 1000).toFixed(3)} `;
				output.write(event.lines.map((text) => `${head}${cleanLine(text)}\n`).join(""));
				break;
			}
			case "progress": {
				// A task that says much says this too; one that is long silent is shown to be alive.
				const { type, seq, at, task, ...progress } = event;
				if (at - (spoke.get(task) ?? at) < PROGRESS_MS) break;
				spoke.set(task, at);
				line(`${number(task)} ${(at / 1000).toFixed(3)} ${progress.label} ${progressNumbers(progress)}`);
				break;
			}
			case "task.finished":
				line(`${number(event.task)} ${endOfTask(event)}`);
				break;
			case "warning":
				line(`warning: ${event.message}`);
				if (event.hint) line(`  → ${event.hint}`);
				break;
			case "artifact":
				line(`made ${event.path} (${event.format}, ${formatBytes(event.bytes)})`);
				break;
			case "build.paused":
				line(
					`paused (${event.reason}${event.point ? ` ${event.point}` : ""})${event.until ? ` until ${event.until}` : ""}`,
				);
				if (event.digest) for (const text of digestLines(event.digest, !last.standAbove(event.digest))) line(text);
				line(`  → diskwright runs shell|retry|skip|continue|stop ${state.id ?? "latest"}`);
				break;
			case "build.resumed":
				line(`${event.decision}, decided by ${event.by}`);
				break;
			case "build.cancelling":
				line(`cancelling (${event.by}): cleaning up`);
				break;
			case "build.finished":
				for (const text of summaryLines(state, event, !event.digest || !last.standAbove(event.digest))) line(text);
				break;
			default:
				break;
		}
	};
	return {
		event(event) {
			state = reduceBuild(state, event);
			last.see(event);
			show(event);
		},
		end: async () => {},
	};
}
