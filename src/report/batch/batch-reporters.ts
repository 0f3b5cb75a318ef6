import type { BatchEvent } from "../../core/batch/batch-events.js";
import { type BatchState, initialBatch, reduceBatch } from "../../core/batch/batch-state.js";
import type { BuildEvent } from "../../core/run/events.js";
import { cleanLine, printableJson } from "../../core/text/terminal-text.js";
import { plainReporter } from "../plain.js";
import type { Reporter, TextOutput } from "../reporter.js";
import { batchLine, batchTable } from "./batch-lines.js";

/** Shows several builds and what becomes of all of them in one form. */
export interface BatchView {
	event(event: BatchEvent): void;
	/** What shows one of its builds, by index; asked for when that begins. */
	of(build: number): Reporter;
	/** Called once, after the last event. */
	end(): Promise<void>;
}

/** All builds as lines of text, each with the name of its build before it, and a table at the end. */
export function plainBatch(output: TextOutput): BatchView {
	const lines = new BatchLines(output);
	return {
		event: (event) => lines.event(event),
		of: (build) => plainReporter(lines.output(build)),
		end: async () => {},
	};
}

/**
 * For the logs of GitHub's workflows, where groups cannot lie beside each other: what the builds are at goes on as lines, and the
 * log of each comes in a group of its own when it has ended. `logOf` reads the events of a run again.
 */
export function githubBatch(output: TextOutput, logOf: (run: string) => AsyncIterable<BuildEvent>): BatchView {
	const lines = new BatchLines(output);
	let shown = Promise.resolve();
	const show = async (title: string, run: string) => {
		output.write(`::group::${cleanLine(title)}\n`);
		const reporter = plainReporter(output);
		try {
			for await (const event of logOf(run)) reporter.event(event);
		} catch (error) {
			output.write(`${cleanLine(`its log cannot be read: ${(error as Error).message}`)}\n`);
		}
		output.write("::endgroup::\n");
	};
	const held: BatchEvent[] = [];
	return {
		event(event) {
			// The table comes below the last group.
			if (event.type === "batch.finished") held.push(event);
			else lines.event(event);
			if (event.type !== "batch.ended") return;
			const { name, run, status } = lines.state.members[event.build] ?? {};
			if (run !== undefined) shown = shown.then(() => show(`${name} ${status}`, run));
		},
		of: (build) => ({
			event(event) {
				if (event.type === "stage.started") lines.output(build).write(`${cleanLine(event.stage)}\n`);
			},
			end: async () => {},
		}),
		async end() {
			await shown;
			for (const event of held) lines.event(event);
		},
	};
}

/** One JSON object a line: the events of all builds with the name of theirs in `build`, and those of the batch. */
export function ndjsonBatch(output: TextOutput): BatchView {
	let state = initialBatch();
	return {
		event(event) {
			state = reduceBatch(state, event);
			const build = "build" in event ? { build: state.members[event.build]?.name } : {};
			output.write(`${printableJson({ ...event, ...build })}\n`);
		},
		of: (build) => ({
			event: (event) => void output.write(`${printableJson({ build: state.members[build]?.name, ...event })}\n`),
			end: async () => {},
		}),
		end: async () => {},
	};
}

/** Nothing but why builds failed, by what shows that of one build, and a table of all when not all are well. */
export function quietBatch(errors: TextOutput, of: (output: TextOutput) => Reporter): BatchView {
	const lines = new BatchLines(errors);
	return {
		event(event) {
			if (event.type === "batch.finished") return event.exitCode === 0 ? undefined : lines.event(event);
			lines.take(event);
			if (event.type === "batch.ended" && event.problem !== undefined) lines.problem(event.build, event.problem);
		},
		of: (build) => of(lines.output(build)),
		end: async () => {},
	};
}

/** The widest name that all others are brought to. */
const LONGEST_PREFIX = 40;

/** The words of a batch itself, and the place of its builds' words beside them. */
class BatchLines {
	state: BatchState = initialBatch();
	#prefixes: readonly string[] = [];

	constructor(readonly all: TextOutput) {}

	/** Where a build's own lines go. */
	output(build: number): TextOutput {
		return prefixedOutput(this.all, this.#prefixes[build] ?? "");
	}

	/** Takes an event without a word. */
	take(event: BatchEvent): void {
		this.state = reduceBatch(this.state, event);
		if (event.type !== "batch.started") return;
		const names = event.builds.map(({ name }) => cleanLine(name));
		const width = Math.min(LONGEST_PREFIX, Math.max(...names.map((name) => name.length)));
		this.#prefixes = names.map((name) => `${name.padEnd(width)} | `);
	}

	event(event: BatchEvent): void {
		this.take(event);
		const said = batchLine(event);
		if (said) (said.build === undefined ? this.all : this.output(said.build)).write(`${cleanLine(said.line)}\n`);
		if (event.type === "batch.ended" && event.problem !== undefined) this.problem(event.build, event.problem);
		if (event.type === "batch.finished")
			this.all.write(
				batchTable(this.state)
					.map((line) => `${line}\n`)
					.join(""),
			);
	}

	problem(build: number, text: string): void {
		this.output(build).write(
			text
				.split("\n")
				.map((line) => `${cleanLine(line)}\n`)
				.join(""),
		);
	}
}

/** Puts a prefix before every line that is written. What is written has to be whole lines, as reporters write them. */
function prefixedOutput(output: TextOutput, prefix: string): TextOutput {
	return {
		write(text) {
			const lines = text.endsWith("\n") ? text.slice(0, -1).split("\n") : text.split("\n");
			return output.write(lines.map((line) => `${prefix}${line}`.trimEnd().concat("\n")).join(""));
		},
	};
}
