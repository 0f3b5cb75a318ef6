import { constants, createWriteStream, type WriteStream } from "node:fs";
import { chown } from "node:fs/promises";
import { join } from "node:path";
import { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { EventBody, TaskId } from "../core/events.js";
import type { Stage } from "../core/phases.js";
import { ByteMasker, createMasker, type Masker } from "../core/secrets.js";
import { LineSplitter } from "./process/line-splitter.js";

/** The log of one try of a task: a stream for its output, complete in a file and batched into events. */
export interface TaskLog extends Writable {
	/** Relative to the run's folder. */
	readonly file: string;
	/** Lines so far. */
	readonly lines: number;
	/** Writes a line of the engine's own. */
	note(line: string): void;
	lastLines(count: number): readonly string[];
	close(): Promise<void>;
}

/** Opens the logs of a run. */
export interface TaskLogs {
	open(task: TaskId, stage: Stage): Promise<TaskLog>;
}

export interface TaskLogsOptions {
	readonly runFolder: string;
	readonly emit: (body: EventBody) => void;
	/** Values that appear nowhere. */
	readonly secrets: readonly string[];
	readonly owner: { readonly uid: number; readonly gid: number };
}

const BATCH_MS = 50;
const BATCH_LINES = 500;
const KEPT = 50;
/** Never through a link that someone put there: the builder may be root, the folder is the caller's. */
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** Numbers the logs of a run in the order in which they are opened. */
export function openTaskLogs(options: TaskLogsOptions): TaskLogs {
	let count = 0;
	return {
		async open(task, stage) {
			count += 1;
			const name = task.replace(/^[^/]*\//, "").replaceAll(/[^\w.-]+/g, "_");
			const file = `logs/${String(count).padStart(3, "0")}-${stage}-${name}.log`;
			const path = join(options.runFolder, file);
			const stream = createWriteStream(path, { flags: NEW_FILE as unknown as string, mode: 0o600 });
			await new Promise((resolve, reject) => stream.once("open", resolve).once("error", reject));
			await chown(path, options.owner.uid, options.owner.gid);
			return new FileTaskLog(task, file, stream, options);
		},
	};
}

class FileTaskLog extends Writable implements TaskLog {
	readonly #splitter = new LineSplitter();
	readonly #mask: Masker;
	readonly #bytes: ByteMasker;
	readonly #last: string[] = [];
	#batch: string[] = [];
	#timer: NodeJS.Timeout | undefined;
	#sent = 0;

	constructor(
		readonly task: TaskId,
		readonly file: string,
		readonly stream: WriteStream,
		readonly options: TaskLogsOptions,
	) {
		super();
		this.#mask = createMasker(options.secrets);
		this.#bytes = new ByteMasker(options.secrets);
	}

	get lines(): number {
		return this.#sent + this.#batch.length;
	}

	/** The file gets every byte; waits for it when it is slow, so that memory stays flat whatever a hook prints. */
	override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
		this.#take(this.#splitter.push(chunk));
		if (this.stream.write(this.#bytes.push(chunk))) done();
		else this.stream.once("drain", () => done());
	}

	note(line: string): void {
		this.write(`${line}\n`);
	}

	lastLines(count: number): readonly string[] {
		return this.#last.slice(-count);
	}

	async close(): Promise<void> {
		await new Promise<void>((resolve) => this.end(resolve));
		this.#take(this.#splitter.end());
		this.#flush();
		this.stream.end(this.#bytes.end());
		await finished(this.stream);
	}

	#take(raw: readonly string[]): void {
		if (raw.length === 0) return;
		const lines = raw.map(this.#mask);
		this.#last.push(...lines.slice(-KEPT));
		this.#last.splice(0, this.#last.length - KEPT);
		this.#batch.push(...lines);
		if (this.#batch.length >= BATCH_LINES) this.#flush();
		else this.#timer ??= setTimeout(() => this.#flush(), BATCH_MS);
	}

	#flush(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		if (this.#batch.length === 0) return;
		this.options.emit({ type: "log", task: this.task, first: this.#sent + 1, lines: this.#batch });
		this.#sent += this.#batch.length;
		this.#batch = [];
	}
}
