import { readFileSync } from "node:fs";
import { watchStopSignals } from "../../host/stop-signals.js";
import { settleSurroundings } from "../../host/surroundings.js";
import type { ProgramName } from "./report-error.js";

/**
 * The beginning of every program: Node is looked at, signals are heard, and its surroundings put in order, before anything
 * else is loaded. What this file imports is to load in an old Node, too.
 */
export async function start(program: ProgramName): Promise<void> {
	const refuse = (text: string) => {
		process.stderr.write(text);
		process.exitCode = program === "diskwright" ? 3 : 1;
	};
	const old = tooOld(process.version);
	if (old !== undefined) return refuse(`error: ${old}\n`);
	watchStopSignals("end");
	settleSurroundings();
	if (!mayOpenEnough()) return refuse(TOO_FEW_FILES);
	const { main } = await import("./main.js");
	await main(program, process.argv.slice(2));
}

/** Below it not even the code of a program can be read. */
const LEAST_FILES = 128;

/** Whether this process may open the files it needs; where the kernel does not say, it may. */
function mayOpenEnough(): boolean {
	try {
		const limit = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
		return limit === undefined || Number(limit) >= LEAST_FILES;
	} catch {
		return true;
	}
}

const TOO_FEW_FILES = `error: This process may have too few files open: at least ${LEAST_FILES} are needed
  Raise the limit of this shell: ulimit -n 1024
`;

/** The oldest Node that runs diskwright, as `engines` in package.json has it. */
export const OLDEST_NODE = "20.19";

/** Why a Node (`v18.20.8`) cannot run diskwright, in one sentence; undefined when it can. */
export function tooOld(version: string): string | undefined {
	const numbers = (text: string) => text.replace(/^v/, "").split(".").map(Number);
	const [major = 0, minor = 0] = numbers(version);
	const [leastMajor = 0, leastMinor = 0] = numbers(OLDEST_NODE);
	if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return undefined;
	return `Node ${version.replace(/^v/, "")} is too old: diskwright needs Node ${OLDEST_NODE} or newer`;
}
