import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { Writable } from "node:stream";
import type { Stage } from "../../core/hooks/phases.js";
import { TaskMeter } from "../../core/progress/task-meter.js";
import type { TaskProgress } from "../../core/run/build-state.js";
import type { EventBody, TaskId } from "../../core/run/events.js";
import { ByteMasker } from "../../core/secrets/masker.js";
import { groupDigits, shortBytes } from "../../core/text/short-quantities.js";
import type { KeptSecrets } from "../builder/kept-secrets.js";
import { HeadAndTail } from "./head-and-tail.js";
import { LineSplitter } from "./line-splitter.js";

/** The log of one try of a task: a stream for its output, complete in a file and batched into events. */
export interface TaskLog extends Writable {
	/** Relative to the run's folder. */
	readonly file: string;
	/** Lines so far. */
	readonly lines: number;
	/** Writes a line of the engine's own. */
	note(line: string): void;
	/** Tells how far the task is, where its output does not. */
	tell(progress: TaskProgress): void;
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
	/** What appears nowhere. */
	readonly secrets: KeptSecrets;
	readonly owner: { readonly uid: number; readonly gid: number };
	/** Called when a log cannot be written: it takes what comes after that without keeping it, so that nobody waits for it. */
	readonly onBroken: (error: unknown) => void;
	/** Bytes of output that are kept of one task. */
	readonly limit: number;
	/** Words with which all that is kept of a task is shown, for the place where its file leaves something out. */
	readonly command: (task: TaskId) => string;
}

const BATCH_MS = 50;
const BATCH_LINES = 500;
/** Between two words about progress. */
const PROGRESS_MS = 500;
const CARRIAGE_RETURN = 13;
const KEPT = 50;
/** Of a long log: kept in memory until its end is known. */
const TAIL_BYTES = 2 << 20;
/** The file holds the two ends of a long log: all that is kept is in the events, once. */
const FILE_HEAD_BYTES = 4 << 20;
const FILE_TAIL_BYTES = 1 << 19;
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
			return new FileTaskLog(task, file, await openLog(join(options.runFolder, file), options), options);
		},
	};
}

async function openLog(path: string, { owner, onBroken }: TaskLogsOptions): Promise<FileHandle | undefined> {
	try {
		const handle = await open(path, NEW_FILE, 0o600);
		await handle.chown(owner.uid, owner.gid);
		return handle;
	} catch (error) {
		onBroken(error);
		return undefined;
	}
}

class FileTaskLog extends Writable implements TaskLog {
	readonly #splitter: LineSplitter;
	readonly #bytes: ByteMasker;
	readonly #last: string[] = [];
	readonly #meter = new TaskMeter();
	/** The progress that was told last, and when: a value of `performance.now()`. */
	#told: { readonly text: string; readonly at: number } = { text: "", at: -PROGRESS_MS };
	readonly #lines: HeadAndTail<string>;
	readonly #file: HeadAndTail<Uint8Array>;
	#handle: FileHandle | undefined;
	#batch: string[] = [];
	#timer: NodeJS.Timeout | undefined;
	#sent = 0;

	constructor(
		readonly task: TaskId,
		readonly file: string,
		handle: FileHandle | undefined,
		readonly options: TaskLogsOptions,
	) {
		super();
		const { secrets } = options;
		this.#splitter = new LineSplitter({ mask: (line) => secrets.mask(line), longestSecret: secrets.longest });
		this.#bytes = new ByteMasker(secrets.values);
		this.#handle = handle;
		const tail = Math.min(TAIL_BYTES, options.limit / 2);
		this.#lines = new HeadAndTail({ head: options.limit - tail, tail }, (line) => line.length + 1);
		const ends = { head: Math.min(FILE_HEAD_BYTES, options.limit), tail: Math.min(FILE_TAIL_BYTES, tail) };
		this.#file = new HeadAndTail(ends, (bytes) => bytes.length);
	}

	get lines(): number {
		return this.#sent + this.#batch.length;
	}

	/** Waits for the file when it is slow, so that memory stays flat whatever a hook prints; never for one that is broken. */
	override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
		this.#take(this.#splitter.push(chunk));
		if (chunk.includes(CARRIAGE_RETURN)) this.#meter.read(this.#splitter.unfinished);
		this.#tell();
		const bytes = this.#file.push([this.#bytes.push(chunk)]);
		if (bytes.length === 0) setImmediate(done);
		else void this.#store(bytes).then(() => done());
	}

	note(line: string): void {
		this.write(`${line}\n`);
	}

	tell(progress: TaskProgress): void {
		this.#meter.take(progress);
		this.#tell();
	}

	lastLines(count: number): readonly string[] {
		return this.#last.slice(-count);
	}

	async close(): Promise<void> {
		await new Promise<void>((resolve) => this.end(resolve));
		this.#take(this.#splitter.end());
		const { dropped, tail } = this.#lines.end();
		const gap = `[${groupDigits(dropped.pieces)} lines (${shortBytes(dropped.size)}) of a long log are not kept]`;
		this.#batch = [...this.#batch, ...(dropped.pieces > 0 ? [gap] : []), ...tail];
		this.#flush();
		await this.#store(this.#file.push([this.#bytes.end()]));
		await this.#storeTail();
		const handle = this.#handle;
		this.#handle = undefined;
		await handle?.close().catch(this.options.onBroken);
	}

	async #storeTail(): Promise<void> {
		const { dropped, tail } = this.#file.end();
		if (dropped.pieces === 0) return this.#store(tail);
		const gap = `\n[${shortBytes(dropped.size)} left out here; ${this.options.command(this.task)}]\n`;
		return this.#store([Buffer.from(gap), ...tail]);
	}

	/** Never throws: a broken file is told once and given up. */
	async #store(pieces: readonly Uint8Array[]): Promise<void> {
		try {
			for (const piece of pieces) {
				for (let at = 0; this.#handle && at < piece.length; ) {
					at += (await this.#handle.write(piece, at)).bytesWritten;
				}
			}
		} catch (error) {
			const handle = this.#handle;
			this.#handle = undefined;
			await handle?.close().catch(() => {});
			this.options.onBroken(error);
		}
	}

	#take(lines: readonly string[]): void {
		if (lines.length === 0) return;
		for (const line of lines) this.#meter.read(line);
		this.#last.push(...lines.slice(-KEPT));
		this.#last.splice(0, this.#last.length - KEPT);
		const wasFull = this.#lines.full;
		for (const line of this.#lines.push(lines)) this.#batch.push(line);
		if (this.#lines.full && !wasFull) {
			this.#batch.push(`[a long log: of what comes now the last ${shortBytes(TAIL_BYTES)} follow when the task ends]`);
		}
		if (this.#batch.length >= BATCH_LINES) this.#flush();
		else this.#timer ??= setTimeout(() => this.#flush(), BATCH_MS);
	}

	/** How far the task is, now and then: a reader needs no more, and the events stay few. */
	#tell(): void {
		const { progress } = this.#meter;
		const now = performance.now();
		if (!progress || now - this.#told.at < PROGRESS_MS) return;
		const text = JSON.stringify(progress);
		if (text === this.#told.text) return;
		this.#told = { text, at: now };
		this.options.emit({ type: "progress", task: this.task, ...progress });
	}

	#flush(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		for (let at = 0; at < this.#batch.length; at += BATCH_LINES) {
			const lines = this.#batch.slice(at, at + BATCH_LINES);
			this.options.emit({ type: "log", task: this.task, first: this.#sent + 1, lines });
			this.#sent += lines.length;
		}
		this.#batch = [];
	}
}
