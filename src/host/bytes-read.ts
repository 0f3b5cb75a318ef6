import { readFileSync } from "node:fs";
import { parseProcessIo } from "./process-work.js";

const SAMPLE_MS = 250;

/** Calls back now and then with how many bytes a process has read so far, until the function that it returns is called. */
export function watchBytesRead(pid: number | undefined, onRead: (bytes: number) => void): () => void {
	if (pid === undefined) return () => {};
	const timer = setInterval(() => {
		try {
			onRead(parseProcessIo(readFileSync(`/proc/${pid}/io`, "utf8")).read);
		} catch {
			// It has ended, or is none of ours.
		}
	}, SAMPLE_MS);
	return () => clearInterval(timer);
}
