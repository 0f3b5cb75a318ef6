import stringWidth from "string-width";
import { formatPlace } from "../../../core/errors.js";
import type { StoredProfile } from "../../../core/profile/stored.js";
import { cleanLine } from "../../../core/text/terminal-text.js";

/** The table of `diskwright profiles list`. */
export function profileTable(profiles: readonly StoredProfile[]): string {
	const rows = profiles.map((profile) => [cleanLine(profile.name), profile.kind, description(profile)]);
	const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => stringWidth(row[column] ?? ""))));
	return rows
		.map((row) => row.map((cell, column) => cell + " ".repeat(Math.max(0, (widths[column] ?? 0) - stringWidth(cell)))))
		.map((cells) => `${cells.join("  ").trimEnd()}\n`)
		.join("");
}

function description({ title = "", problem, extends: base, hidesShipped }: StoredProfile): string {
	if (problem) {
		const place = problem.place ? ` (${formatPlace(problem.place)})` : "";
		return cleanLine(`cannot be used: ${problem.message}${place}`);
	}
	const remarks = [...(base ? [`extends ${base}`] : []), ...(hidesShipped ? ["hides the shipped one"] : [])];
	return cleanLine([title, ...(remarks.length > 0 ? [`(${remarks.join(", ")})`] : [])].filter(Boolean).join(" "));
}

/** What a list holds for machines. */
export function profileRow({ loaded, modified, ...row }: StoredProfile) {
	const { release, architecture } = loaded?.profile ?? {};
	return {
		...row,
		...(release ? { release } : {}),
		...(architecture ? { architecture } : {}),
		...(modified ? { modified: modified.toISOString() } : {}),
	};
}
