import { isRoot } from "./privilege.js";
import { runTool } from "./run-tool.js";

/** sudo forgets a password after some minutes. */
const AGAIN_MS = 240_000;

/** Keeps what sudo knows, for builds that begin later; returns how to stop. Root needs none of it. */
export function keepSudo(): () => void {
	if (isRoot()) return () => {};
	const timer = setInterval(() => void runTool(["sudo", "-n", "-v"], { accept: "any" }), AGAIN_MS);
	return () => clearInterval(timer);
}
