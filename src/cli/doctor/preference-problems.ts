import { isMap, isNode, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { UserError } from "../../core/errors.js";
import type { PreferenceProblem } from "../../core/host/preference-problem.js";
import { readPreferences } from "../../core/host/preferences.js";
import { parseMap, preferencesFile, textIfThere } from "../../profiles/peek-preferences.js";
import { boundKeys } from "../../ui/keys/key-bindings.js";
import { readColours } from "../../ui/kit/look/own-colours.js";

/**
 * Everything in the file of the preferences that is not used, or used and worth a warning, each with its place. Empty
 * without a file.
 */
export function preferenceProblems(env: Readonly<Record<string, string>>): UserError[] {
	const file = preferencesFile(env);
	const text = textIfThere(file);
	if (text === undefined) return [];
	try {
		const { preferences, problems: wrong } = readPreferences(parseMap(text));
		const { keys, colours } = preferences;
		const problems = [...wrong, ...boundKeys(keys).problems, ...readColours(colours).problems];
		return problems.map((problem) => placed(problem, text, file));
	} catch (cause) {
		return [
			new UserError({
				code: "preferences-damaged",
				message: `The preferences cannot be read: ${(cause as Error).message}`,
				place: { file },
				next: ["Mend the file: until then defaults are used, and the screens set it aside."],
				cause,
			}),
		];
	}
}

/** JSON is YAML, whose parser knows where everything stands. */
function placed({ path, severity, message, next }: PreferenceProblem, text: string, file: string): UserError {
	const lines = new LineCounter();
	const document = parseDocument(text, { lineCounter: lines });
	const at = startOf(document.contents, path);
	const where = at === undefined ? undefined : lines.linePos(at);
	return new UserError({
		code: severity === "error" ? "preferences-invalid" : "preferences-doubtful",
		message,
		place: { file, ...(where ? { line: where.line, column: where.col } : {}) },
		next: [next],
	});
}

/** Offset of the key or the entry of a list at the end of a path, or of the nearest one before it. */
function startOf(node: unknown, [name, ...rest]: readonly string[]): number | undefined {
	if (name === undefined) return undefined;
	const entry = isSeq(node) ? node.items[Number(name)] : undefined;
	if (isNode(entry)) return startOf(entry, rest) ?? entry.range?.[0];
	if (!isMap(node)) return undefined;
	const pair = node.items.find(({ key }) => String(key) === name);
	if (!pair) return undefined;
	return startOf(pair.value, rest) ?? (pair.key as Node).range?.[0];
}
