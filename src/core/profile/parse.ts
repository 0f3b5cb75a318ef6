import { isMap, LineCounter, type Node, type Pair, parseDocument, type Scalar, type YAMLMap } from "yaml";
import type * as z from "zod";
import { type Place, UserError } from "../errors.js";
import { nearest } from "../text/suggest.js";
import { migrate } from "./migrate.js";
import { PROFILE_VERSION, type Profile, profileSchema } from "./profile.js";

/** A profile with what is needed to point at its values. */
export interface ParsedProfile {
	readonly profile: Profile;
	readonly file: string;
	/** Where a value stands: `placeOf(["disk", "size"])`; the file alone when it is not in it. */
	readonly placeOf: (path: readonly PropertyKey[]) => Place;
	/** Whether the file itself states this value. */
	readonly has: (path: readonly PropertyKey[]) => boolean;
}

type Issue = z.core.$ZodIssue;
type Document = ReturnType<typeof parseDocument>;

/** Reads a profile's text. Throws UserError with file, line and column for the first thing wrong. */
export function parseProfile(source: string, file: string): ParsedProfile {
	const lines = new LineCounter();
	const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
	const placeAt = (offset: number | undefined): Place => {
		if (offset === undefined) return { file };
		const { line, col } = lines.linePos(offset);
		return { file, line, column: col };
	};
	const syntax = document.errors[0];
	if (syntax) throw wrong(`This is not valid YAML: ${syntax.message}`, placeAt(syntax.pos[0]));
	if (!isMap(document.contents)) throw wrong("A profile is a map of keys and values", { file, line: 1, column: 1 });
	const placeOf = (path: readonly PropertyKey[]) => placeAt(offsetOf(document, path));
	const data = migrate(valueOfDocument(document, placeOf([])), placeOf);
	const result = profileSchema.safeParse(data, { reportInput: true });
	if (result.success) return { profile: result.data, file, placeOf, has: (path) => document.hasIn(path) };
	throw issueError(mostTelling(result.error.issues[0] as Issue), document, placeAt);
}

/** Aliases without an anchor, or by the thousand, are seen only here. */
function valueOfDocument(document: Document, place: Place): Record<string, unknown> {
	try {
		return document.toJS() as Record<string, unknown>;
	} catch (error) {
		throw wrong(`This is not valid YAML: ${(error as Error).message}`, place);
	}
}

/** Offset of the value at `path`, or of the nearest node around it that exists. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
	for (let length = path.length; length >= 0; length--) {
		const node = document.getIn(path.slice(0, length), true) as Node | undefined;
		if (node?.range) return node.range[0];
	}
	return undefined;
}

/** Of all that a union's branches complain about, what is wrong with what was meant. */
function mostTelling(issue: Issue): Issue {
	if (issue.code !== "invalid_union") return issue;
	const depth = issue.path.length;
	const isObject = typeof issue.input === "object" && issue.input !== null;
	const all = leaves(issue, []);
	const inside = all.find(({ code }) => code === "unrecognized_keys") ?? all.find(({ path }) => path.length > depth);
	return (isObject ? inside : all.find(({ path }) => path.length === depth)) ?? issue;
}

/** The issues at the ends of nested unions, with their whole paths. */
function leaves(issue: Issue, above: readonly PropertyKey[]): Issue[] {
	const path = [...above, ...issue.path];
	if (issue.code !== "invalid_union") return [{ ...issue, path }];
	return issue.errors.flat().flatMap((inner) => leaves(inner, path));
}

/** Offset of a key, which unlike its value has no node of its own in the path. */
function offsetOfKey(document: Document, owner: readonly PropertyKey[], key: string): number | undefined {
	const map = document.getIn(owner, true) as YAMLMap | undefined;
	const pair = map?.items?.find((item: Pair) => String((item.key as Scalar).value) === key);
	return (pair?.key as Scalar | undefined)?.range?.[0];
}

function issueError(issue: Issue, document: Document, placeAt: (offset?: number) => Place): UserError {
	const path = issue.path.map(String);
	if (issue.code === "unrecognized_keys") {
		const key = issue.keys[0] as string;
		const known = knownKeys(issue.path);
		return new UserError({
			code: "unknown-key",
			message: `Unknown key '${key}'${path.length > 0 ? ` in '${path.join(".")}'` : ""}`,
			place: placeAt(offsetOfKey(document, issue.path, key)),
			next: [...didYouMean(key, known), `Known keys here: ${known.join(", ")}.`],
		});
	}
	if (issue.code === "invalid_key") {
		const key = path.pop() as string;
		const place = placeAt(offsetOfKey(document, path, key));
		return wrong(`'${key}' in '${path.join(".")}' ${issue.issues[0]?.message}`, place);
	}
	const place = placeAt(offsetOf(document, issue.path));
	return wrong(`${path.length > 0 ? `'${path.join(".")}': ` : ""}${explain(issue)}`, place);
}

function explain(issue: Issue): string {
	if (issue.code === "invalid_value" && issue.values.length > 1) {
		const near = didYouMean(String(issue.input), issue.values.map(String));
		return [`'${issue.input}' is not one of ${issue.values.join(", ")}`, ...near].join(". ");
	}
	if (issue.code === "invalid_type" && issue.input === undefined) return "is missing";
	if (issue.code === "invalid_type") {
		const quote = issue.expected === "string" && issue.input !== null && typeof issue.input !== "object";
		return `must be a ${EXPECTED[issue.expected] ?? issue.expected}${quote ? `: write "${issue.input}" with quotes` : ""}`;
	}
	return issue.message;
}

const EXPECTED: Readonly<Record<string, string>> = { string: "text", array: "list", object: "map", record: "map" };

/** The keys the schema knows at `path`. */
function knownKeys(path: readonly PropertyKey[]): string[] {
	let schema: unknown = profileSchema;
	for (const step of path) schema = child(unwrap(schema), step);
	return [...new Set(shapes(schema).flatMap((shape) => Object.keys(shape)))];
}

interface Definition {
	readonly shape?: Record<string, unknown>;
	readonly options?: readonly unknown[];
	readonly element?: unknown;
	readonly valueType?: unknown;
	readonly innerType?: unknown;
}
const definition = (schema: unknown) => (schema as { def?: Definition } | undefined)?.def ?? {};
const unwrap = (schema: unknown): unknown => {
	const { innerType } = definition(schema);
	return innerType ? unwrap(innerType) : schema;
};
const child = (schema: unknown, step: PropertyKey): unknown => {
	const { shape, element, valueType, options } = definition(schema);
	const own = shape?.[String(step)] ?? element ?? valueType;
	return own ?? options?.map((option) => child(unwrap(option), step)).find(Boolean);
};
const shapes = (schema: unknown): Record<string, unknown>[] => {
	const { shape, options } = definition(unwrap(schema));
	return shape ? [shape] : (options ?? []).flatMap(shapes);
};

const didYouMean = (word: string, known: readonly string[]) => {
	const near = nearest(word, known);
	return near.length > 0 ? [`Did you mean ${near.join(" or ")}?`] : [];
};

function wrong(message: string, place: Place): UserError {
	return new UserError({
		code: "bad-profile",
		message,
		place,
		next: [`docs/profiles.md describes format version ${PROFILE_VERSION}.`],
	});
}
