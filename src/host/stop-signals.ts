import { readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";

/** What asks a program to end: Ctrl-C, `kill` and service managers, a terminal that is closed. */
export const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
export type StopSignal = (typeof STOP_SIGNALS)[number];

type Listener = (signal: StopSignal) => void;

/** The exit code of a program that was stopped (docs/exit-codes.md); here, where nothing else is loaded yet. */
const STOPPED = 130;

const listeners: Listener[] = [];
const unheard: StopSignal[] = [];
let heard = false;

/**
 * Takes the stop signals from the first moment of a program on, so that none is lost while its code is still being loaded.
 * Where nobody listens: `end` ends the program at once, for nothing has begun that needs an end; `keep` keeps the signal for
 * the first who listens.
 */
export function watchStopSignals(alone: "end" | "keep"): void {
	const passOver = hangUpIsIgnored();
	for (const signal of STOP_SIGNALS) {
		process.on(signal, () => {
			if (signal === "SIGHUP" && passOver) return;
			heard = true;
			const listener = listeners.at(-1);
			if (listener) listener(signal);
			else if (alone === "keep") unheard.push(signal);
			else process.exit(STOPPED);
		});
	}
}

/** Listens in place of who listened before, also to what nobody has heard so far; returns how to stop listening. */
export function onStopSignal(listener: Listener): () => void {
	listeners.push(listener);
	for (const signal of unheard.splice(0)) listener(signal);
	return () => {
		const at = listeners.lastIndexOf(listener);
		if (at >= 0) listeners.splice(at, 1);
	};
}

/** Whether this program was ever asked to end: who does one thing after another begins no next one. */
export function stopHeard(): boolean {
	return heard;
}

/**
 * Whether a closed terminal is to be passed over, as `nohup` and `trap "" HUP` ask for. Node forgets at its start what it was
 * told to ignore: the shell's `_`, the file that nohup opens and a parent that ignores it too still tell.
 */
function hangUpIsIgnored(): boolean {
	if (basename(process.env._ ?? "") === "nohup") return true;
	try {
		if (basename(readlinkSync("/proc/self/fd/1")) === "nohup.out") return true;
		const ignored = /^SigIgn:\s*(\w+)$/m.exec(readFileSync(`/proc/${process.ppid}/status`, "utf8"))?.[1];
		return (BigInt(`0x${ignored ?? "0"}`) & 1n) !== 0n;
	} catch {
		return false;
	}
}
