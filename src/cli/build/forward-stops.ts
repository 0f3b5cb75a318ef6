import type { Writable } from "node:stream";
import { isRoot } from "../../host/privilege.js";
import { onStopSignal } from "../../host/stop-signals.js";

/** The process that holds a build, in a group of its own. */
interface Sandbox {
	readonly pid?: number | undefined;
	/** Takes requests, one a line. */
	readonly stdin: Writable;
}

/** What has asked this program to end while it has a build, passed on to the builder. */
export interface ForwardedStops {
	/** Somebody has asked. */
	readonly asked: boolean;
	/** Passes on what came and what comes. */
	to(sandbox: Sandbox): void;
	release(): void;
}

/** Listens to what asks for an end, by the name of a signal or in other words; returns how to stop listening. */
export type Listen = (listener: (by: string) => void) => () => void;

/** `timeout` and service managers signal a program and its group: within this time that is one wish. */
const SAME_WISH_MS = 1000;
/** After a second wish the builder has so long before its sandbox is killed with all that is in it. */
const FORCE_MS = 10_000;

/**
 * Turns the signals that end a program into a request to the builder, which cleans up and ends. Whoever asks again is in
 * earnest: the builder hears it too, and a builder that does not even end then is killed.
 */
export function forwardStops(listen: Listen = onStopSignal): ForwardedStops {
	const waiting: string[] = [];
	let sandbox: Sandbox | undefined;
	let wishes = 0;
	let last = Number.NEGATIVE_INFINITY;
	let force: NodeJS.Timeout | undefined;
	const pass = (signal: string) => (sandbox ? void sandbox.stdin.write(`${signal}\n`) : void waiting.push(signal));
	const release = listen((signal) => {
		const now = performance.now();
		if (now - last < SAME_WISH_MS) return;
		last = now;
		wishes += 1;
		pass(signal);
		if (wishes === 2) force = setTimeout(() => sandbox && killSandbox(sandbox), FORCE_MS);
		if (wishes > 2 && sandbox) killSandbox(sandbox);
	});
	return {
		get asked() {
			return wishes > 0;
		},
		to(child) {
			sandbox = child;
			for (const signal of waiting.splice(0)) pass(signal);
		},
		release() {
			clearTimeout(force);
			release();
		},
	};
}

/**
 * Ends everything in a sandbox: the kernel does, when what made the namespaces dies. Behind sudo it is not ours to kill: there
 * the builder ends by itself, some time after its input has.
 */
function killSandbox({ pid, stdin }: Sandbox): void {
	stdin.end();
	if (pid === undefined || !isRoot()) return;
	try {
		process.kill(-pid, "SIGKILL");
	} catch {
		// It is gone already.
	}
}
