import type { FileHandle } from "node:fs/promises";
import { type BuildState, initialState, reduceBuild } from "../../core/run/build-state.js";
import { parseEvent } from "../../core/run/parse-event.js";
import type { Run } from "../runs.js";
import { openRegular } from "./open-regular.js";

/** The first event names every task of the plan. */
const HEAD_BYTES = 1 << 20;
/** More than a build logs between two looks at it. */
const TAIL_BYTES = 1 << 18;

/**
 * Where a running build stands, from the two ends of its events, however many lie between: its image, and whether it is
 * paused or being cancelled. Tasks and artifacts are not complete.
 */
export async function peekRun(run: Run): Promise<BuildState> {
	const file = await openRegular(run.eventsFile).catch(() => undefined);
	if (!file) return initialState();
	try {
		const { size } = await file.stat();
		const [first = "", ...more] = (await textAt(file, 0, HEAD_BYTES)).split("\n");
		const tail = size <= HEAD_BYTES ? more : (await textAt(file, size - TAIL_BYTES, TAIL_BYTES)).split("\n").slice(1);
		return [first, ...tail].flatMap((line) => parseEvent(line) ?? []).reduce(reduceBuild, initialState());
	} finally {
		await file.close();
	}
}

async function textAt(file: FileHandle, position: number, length: number): Promise<string> {
	const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
	return buffer.toString("utf8", 0, bytesRead);
}
