import type { BatchEvent } from "../../core/batch/batch-events.js";
import type { BatchMember, BatchState } from "../../core/batch/batch-state.js";
import type { Holdup } from "../../core/batch/budget.js";
import { cleanLine } from "../../core/text/terminal-text.js";
import { formatDuration } from "../summary.js";

/** What a build waits for, in words. */
export const HOLDUPS: Readonly<Record<Holdup, string>> = {
	jobs: "its turn",
	memory: "memory",
	disk: "room on the disk",
};

/** What an event of a batch says beside its builds' own words: whose line it is, by index, and the line. */
export function batchLine(event: BatchEvent): { readonly build?: number; readonly line: string } | undefined {
	switch (event.type) {
		case "batch.started":
			return { line: `${event.builds.length} builds, ${event.jobs} at once (${event.id})` };
		case "batch.waits":
			return event.why === "jobs" ? undefined : { build: event.build, line: `waits for ${HOLDUPS[event.why]}` };
		case "batch.began":
			return { build: event.build, line: `begins (${event.run})` };
		case "batch.ended":
			// What has an end of its own tells of it.
			return event.outcome === "left-out" ? { build: event.build, line: "not begun" } : undefined;
		case "batch.cancelling":
			return { line: `cancelling all builds (${event.by})` };
		default:
			return undefined;
	}
}

const WORDS: Readonly<Record<BatchMember["status"], string>> = {
	waiting: "waits",
	running: "runs",
	ok: "built",
	failed: "failed",
	cancelled: "cancelled",
	"left-out": "not begun",
};

/** A table of what became of all builds, and a line that counts them. */
export function batchTable({ members }: BatchState): string[] {
	const name = Math.max(5, ...members.map((member) => member.name.length));
	const rows = members.map((member) => {
		const { status, ms, outputs, run } = member;
		const what =
			status === "ok" ? outputs.join(" ") : status === "left-out" ? "" : `diskwright runs show ${run ?? ""}`.trimEnd();
		const took = ms === undefined || status === "left-out" ? "" : formatDuration(ms);
		return `${member.name.padEnd(name)}  ${WORDS[status].padEnd(9)}  ${took.padStart(7)}  ${run === undefined && status !== "ok" ? "" : what}`;
	});
	const head = `${"build".padEnd(name)}  ${"outcome".padEnd(9)}  ${"took".padStart(7)}`;
	return ["", head, ...rows, "", countLine(members)].map((line) => cleanLine(line.trimEnd()));
}

function countLine(members: readonly BatchMember[]): string {
	const count = (status: BatchMember["status"]) => members.filter((member) => member.status === status).length;
	const others = (["failed", "cancelled", "left-out"] as const).flatMap((status) =>
		count(status) > 0 ? [`${count(status)} ${WORDS[status]}`] : [],
	);
	return [`${count("ok")} of ${members.length} images built`, ...others].join(", ");
}
