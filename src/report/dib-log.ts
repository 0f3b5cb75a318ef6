import { appendFileSync } from "node:fs";
import { cleanLine } from "../core/terminal-text.js";
import type { Reporter, TextOutput } from "./reporter.js";
import { digestLines } from "./summary.js";

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

/** The log as DIB's programs print it: `YYYY-MM-DD HH:MM:SS.mmm | text`, in UTC (contract §2.9). */
export function dibLogReporter(options: DibLogOptions): Reporter {
	let started = Date.now();
	const line = (text: string, at: number) => {
		const stamped = `${stamp(new Date(at))} | ${text}\n`;
		if (options.logFile) appendFileSync(options.logFile, stamped);
		if (!options.quiet) options.output.write(options.timestamps ? stamped : `${text}\n`);
	};
	for (const text of options.introduction) line(text, started);
	return {
		event(event) {
			if (event.type === "build.started") started = Date.parse(event.wallClock);
			const at = started + event.at;
			switch (event.type) {
				case "log":
					for (const text of event.lines) line(cleanLine(text), at);
					break;
				case "task.started":
					if (event.element) line(`dib-run-parts Running ${event.argv?.[0] ?? event.task}`, at);
					break;
				case "task.finished": {
					const name = event.task.split("/").at(-1);
					const how = event.outcome === "ok" ? "completed" : event.outcome;
					line(`dib-run-parts ${name} ${how} in ${(event.ms / 1000).toFixed(3)} s`, at);
					break;
				}
				case "warning":
					line(`WARNING ${cleanLine(event.message)}`, at);
					break;
				case "build.finished":
					if (event.digest) for (const text of digestLines(event.digest)) line(text, at);
					if (event.error && !event.digest) line(`ERROR ${event.error.message}`, at);
					line(event.outcome === "ok" ? "Build completed successfully" : `Build ${event.outcome}`, at);
					break;
				default:
					break;
			}
		},
		end: async () => {},
	};
}

function stamp(date: Date): string {
	return date.toISOString().replace("T", " ").replace("Z", "");
}
