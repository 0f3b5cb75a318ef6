import { existsSync } from "node:fs";
import type { BuildEvent } from "../../core/run/events.js";
import { damagedEvent, parseEvent } from "../../core/run/parse-event.js";
import { openRegular } from "./open-regular.js";

export interface ReadEventsOptions {
	/** Wait for more until the build has finished or is dead. */
	readonly follow: boolean;
	readonly isAlive?: () => Promise<boolean>;
}

const POLL_MS = 50;
/** No build writes one as long: it would not fit into memory. */
const LONGEST_LINE = 64 << 20;
/** Read at once: a long log is then read in few steps. */
const READ_BYTES = 1 << 20;

/** Events that could be read at once. */
export interface EventBatch {
	readonly events: readonly BuildEvent[];
	/** Where the line of each event begins in the file, in bytes; behind the last one, where the next line begins. */
	readonly offsets: readonly number[];
	/** There is more in the file already. */
	readonly behind: boolean;
}

/** Streams the events of a run; an unfinished last line is not there yet. */
export async function* readEvents(file: string, options: ReadEventsOptions): AsyncGenerator<BuildEvent> {
	for await (const { events } of readEventBatches(file, options)) yield* events;
}

/** The same, in batches of what could be read at once: for readers that must keep up with a flood. */
export async function* readEventBatches(
	file: string,
	{ follow, isAlive }: ReadEventsOptions,
): AsyncGenerator<EventBatch> {
	while (follow && !existsSync(file)) {
		if (isAlive && !(await isAlive())) return;
		await pause();
	}
	const handle = await openRegular(file);
	let buffer = Buffer.allocUnsafe(READ_BYTES);
	/** Where the first line that was not read yet begins in the file. */
	let offset = 0;
	/** Of the sound event before a damaged one. */
	let at = 0;
	try {
		for (;;) {
			const lastLook = follow && isAlive ? !(await isAlive()) : !follow;
			// Bytes of an unfinished line at the beginning of the buffer. They are read again with the next look: where the disk
			// is full its writer takes such a line back, and another one comes in its place.
			let rest = 0;
			for (;;) {
				const { bytesRead } = await handle.read(buffer, rest, buffer.length - rest, offset + rest);
				if (bytesRead === 0) break;
				const data = buffer.subarray(0, rest + bytesRead);
				const { events, ends } = parseLines(data, at);
				at = events.at(-1)?.at ?? at;
				const taken = ends.at(-1) ?? 0;
				const offsets = [offset, ...ends.map((end) => offset + end)];
				const behind = data.length === buffer.length;
				if (events.length > 0) yield { events, offsets, behind };
				if (events.at(-1)?.type === "build.finished") return;
				offset += taken;
				rest = data.length - taken;
				if (rest > LONGEST_LINE) throw new Error(`${file} has a line of more than ${LONGEST_LINE} bytes`);
				// A line may be longer than all that was read so far.
				const next = rest === buffer.length ? Buffer.allocUnsafe(buffer.length * 2) : buffer;
				buffer.copy(next, 0, taken, data.length);
				buffer = next;
			}
			if (lastLook) return;
			await pause();
		}
	} finally {
		await handle.close();
	}
}

/** The events of all finished lines, and where each line ends; a warning in place of a line that is not an event. */
function parseLines(data: Buffer, before: number): { events: BuildEvent[]; ends: number[] } {
	const events: BuildEvent[] = [];
	const ends: number[] = [];
	let start = 0;
	for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, start)) {
		events.push(parseEvent(data.toString("utf8", start, end)) ?? damagedEvent(events.at(-1)?.at ?? before));
		start = end + 1;
		ends.push(start);
	}
	return { events, ends };
}

function pause(): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
