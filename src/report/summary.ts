import { formatError } from "../core/errors.js";
import type { BuildState } from "../core/run/build-state.js";
import type { BuildEvent, FailureDigest } from "../core/run/events.js";
import { takenText } from "../core/run/taken-from-layers.js";
import { cleanLine } from "../core/text/terminal-text.js";

/** What remains on the screen after a build: outcome, duration, artifacts, or what failed and what to do. */
export function summaryLines(
	state: BuildState,
	finished: Extract<BuildEvent, { type: "build.finished" }>,
	box = true,
): string[] {
	const lines: string[] = [];
	if (finished.digest) lines.push(...digestLines(finished.digest, box));
	else if (finished.error) lines.push(...formatError(finished.error).split("\n"));
	const words = { ok: "Build completed successfully", failed: "Build failed", cancelled: "Build cancelled" };
	lines.push(`${words[finished.outcome]} after ${formatDuration(finished.ms)}`);
	const taken = takenText(Object.values(state.tasks));
	if (taken !== undefined) lines.push(`  ${taken}`);
	for (const { path, format, bytes, checksums } of state.artifacts) {
		lines.push(`  ${path}  ${format}  ${formatBytes(bytes)}`);
		for (const [algorithm, sum] of Object.entries(checksums)) lines.push(`    ${algorithm} ${sum}`);
	}
	return lines.map(cleanLine);
}

/** Longest message that is shown; tools repeat their whole command line. */
const LONGEST_MESSAGE = 600;

/**
 * The failed task with its last lines between rules, its cause when it is known, and the next steps. Without `box`, or when
 * the task said nothing, the last lines are left out.
 */
export function digestLines(digest: FailureDigest, box = true): string[] {
	const rule = "─".repeat(72);
	const lines = [
		...(box && digest.lastLines.length > 0 ? [rule, ...digest.lastLines] : []),
		rule,
		...`error: ${cut(digest.message)}`.split("\n"),
		...(digest.element ? [`  element ${digest.element}`] : []),
		...(digest.file ? [`  at ${digest.file}`] : []),
		`  log ${digest.logPath ?? digest.logFile}`,
		...(digest.cause ? [`  cause: ${digest.cause.title}`] : []),
		...[...digest.next, ...(digest.cause?.cure ?? [])].map((step) => `  → ${step}`),
	];
	return lines.map(cleanLine);
}

function cut(message: string): string {
	if (message.length <= LONGEST_MESSAGE) return message;
	// How it ended stands at the end, what was tried at the beginning.
	return `${message.slice(0, LONGEST_MESSAGE / 2)} […] ${message.slice(-LONGEST_MESSAGE / 2)}`;
}

/** `0.4s`, `12.3s`, `3m05s`. */
export function formatDuration(ms: number): string {
	if (ms < 60_000) return `${(ms / 1000).toFixed(1)}s`;
	const seconds = Math.round(ms / 1000);
	return `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, "0")}s`;
}

/** `318 MiB`, `1.2 GiB`. */
export function formatBytes(bytes: number): string {
	const units = ["B", "KiB", "MiB", "GiB", "TiB"];
	const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
	const value = bytes / 2 ** (10 * power);
	return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${units[power]}`;
}
