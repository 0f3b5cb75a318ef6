import type { SerialisedError } from "../../../core/errors.js";
import { cureText } from "../../../core/resolve/cures.js";
import type { Resolution } from "../../../core/resolve/resolution.js";
import { type ResolutionNode, resolutionTree } from "../../../core/resolve/tree.js";
import { type TreeRow, treeRows } from "../../../core/text/tree-rows.js";
import { errorLines } from "../../kit/components/error-text.js";
import { wrap } from "../../kit/text/text.js";
import type { LiveResolution } from "./live-resolution.js";

/** One line of the pane that shows what the choices come to. */
export type ImageRow =
	| { readonly kind: "node"; readonly row: TreeRow<ResolutionNode>; readonly stale: boolean }
	| { readonly kind: "excluded"; readonly name: string; readonly note: string }
	| { readonly kind: "cure"; readonly key: number; readonly text: string }
	| { readonly kind: "heading"; readonly text: string }
	| { readonly kind: "text"; readonly text: string; readonly tone: "error" | "warn" | "plain" | "dim" };

/** Whether choices resolve or not, there is something to see: the problem with its cures, and the newest tree there was. */
export function imageRows(
	live: LiveResolution,
	before: Resolution | undefined,
	isFolded: (path: string) => boolean,
	columns: number,
	planError?: SerialisedError,
): ImageRow[] {
	const resolution = live.ok ? live.resolution : before;
	return [
		...(live.ok ? [] : problemRows(live, columns)),
		...(planError ? planRows(planError, columns) : []),
		...(resolution ? treeOf(resolution, isFolded, !live.ok) : []),
		...(live.ok ? [...excludedRows(live.resolution), ...ambiguityRows(live.resolution, columns)] : []),
	];
}

/** The name a row is about. */
export function nameOf(row: ImageRow | undefined): string | undefined {
	if (row?.kind === "node") return row.row.node.name;
	return row?.kind === "excluded" ? row.name : undefined;
}

function problemRows({ error, cures }: Extract<LiveResolution, { ok: false }>, columns: number): ImageRow[] {
	const lines = (text: string, tone: "error" | "plain") =>
		wrap(text, columns).map((line) => ({ kind: "text" as const, text: line, tone }));
	return [
		{ kind: "heading", text: "These cannot be in one image" },
		...lines(error.message, "error"),
		...(cures.length > 0
			? cures.map((cure, index) => ({ kind: "cure" as const, key: index + 1, text: cureText(cure) }))
			: error.next.flatMap((step) => lines(step, "plain"))),
		{ kind: "text", text: "", tone: "dim" },
	];
}

/** What keeps choices that do resolve from being built. */
function planRows(error: SerialisedError, columns: number): ImageRow[] {
	return [
		{ kind: "heading", text: "This cannot be built yet" },
		...errorLines(error, columns).map(({ text, kind }) => ({
			kind: "text" as const,
			text,
			tone: ({ cause: "error", place: "dim", next: "plain" } as const)[kind],
		})),
		{ kind: "text", text: "", tone: "dim" },
	];
}

function treeOf(resolution: Resolution, isFolded: (path: string) => boolean, stale: boolean): ImageRow[] {
	const rows = treeRows(resolutionTree(resolution), isFolded);
	return [
		...(stale ? [{ kind: "heading" as const, text: "Before the last choice" }] : []),
		...rows.map((row) => ({ kind: "node" as const, row, stale })),
	];
}

function excludedRows({ excluded }: Resolution): ImageRow[] {
	if (excluded.length === 0) return [];
	return [
		{ kind: "text", text: "", tone: "dim" },
		{ kind: "heading", text: "Left out: another element provides it" },
		...excluded.map(({ name, providedBy, virtual, neededBy }) => ({
			kind: "excluded" as const,
			name,
			note: [
				`by ${providedBy}`,
				...(neededBy.length > 0 ? [`for ${neededBy.join(", ")}`] : []),
				...(virtual ? [] : ["an element of that name exists"]),
			].join("; "),
		})),
	];
}

/** What DIB itself would come to, where that is a matter of chance. */
function ambiguityRows({ ambiguity }: Resolution, columns: number): ImageRow[] {
	if (!ambiguity) return [];
	const others = ambiguity.outcomes.map((outcome, index) =>
		outcome.ok ? `${index + 1}. ${outcome.names.length} elements` : `${index + 1}. fails: ${outcome.error}`,
	);
	const texts = [...wrap(ambiguity.message, columns), ...others.flatMap((text) => wrap(text, columns))];
	return [
		{ kind: "text", text: "", tone: "dim" },
		{ kind: "heading", text: "The order of dependencies decides" },
		...texts.map((text) => ({ kind: "text" as const, text, tone: "warn" as const })),
	];
}
