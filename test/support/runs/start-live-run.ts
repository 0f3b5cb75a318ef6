import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { SHAPES } from "./shapes.js";

export interface LiveRun {
	readonly id: string;
	readonly process: ChildProcess;
	/** Cancels the build and waits until it is over. */
	stop(): Promise<void>;
}

export type LiveShape =
	| keyof typeof SHAPES
	/** Logs `already` lines before this resolves, then `rate` lines a second for `seconds`; `brief`: then it is over. */
	| { readonly already?: number; readonly rate?: number; readonly seconds?: number; readonly brief?: true };

const ROOT = join(import.meta.dirname, "../../..");

/** Starts a played build in a process of its own, alive for every reader of its run folder. */
export async function startLiveRun(runsFolder: string, shape: LiveShape): Promise<LiveRun> {
	const script = join(import.meta.dirname, "live-run.script.ts");
	const flags =
		typeof shape === "string"
			? [shape]
			: [
					"loud",
					...Object.entries(shape).map(([name, value]) => (value === true ? `--${name}` : `--${name}=${value}`)),
				];
	const child = spawn(process.execPath, ["--import", "tsx", script, runsFolder, ...flags], {
		cwd: ROOT,
		stdio: ["pipe", "pipe", "inherit"],
	});
	const exited = once(child, "exit");
	const first = once(createInterface(child.stdout), "line") as Promise<string[]>;
	const [id] = (await Promise.race([first, exited])) as [string | number | null];
	if (typeof id !== "string") throw new Error(`the played build ended with ${id}`);
	return {
		id,
		process: child,
		async stop() {
			child.kill("SIGTERM");
			await exited;
		},
	};
}
