import { execFileSync } from "node:child_process";

/**
 * Runs a TypeScript file in private mount and PID namespaces, as the engine's own code runs. The script fails by throwing
 * (node:assert); its output is part of the error.
 */
export function runSandboxed(script: string, args: readonly string[] = []): string {
	return execFileSync(
		"unshare",
		[
			...["--mount", "--propagation", "private", "--pid", "--fork", "--kill-child=KILL", "--mount-proc"],
			...[process.execPath, "--import", "tsx", script, ...args],
		],
		// A cache that is still being written keeps its file system from being made read-only.
		{ encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, TSX_DISABLE_CACHE: "1" } },
	);
}
