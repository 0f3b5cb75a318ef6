import {
	Document,
	isMap,
	isSeq,
	type Node,
	type Pair,
	parseDocument,
	type Scalar,
	visit,
	type YAMLMap,
	type YAMLSeq,
} from "yaml";
import { withoutUndefined } from "../values/given.js";
import { type Profile, profileSchema } from "./profile.js";

/** A new profile's text, its keys in the order of the format's description. */
export function profileText(profile: Profile): string {
	const ordered = Object.keys(profileSchema.shape).flatMap((key) => {
		const value = profile[key as keyof Profile];
		return value === undefined ? [] : [[key, value] as const];
	});
	return new Document(Object.fromEntries(ordered)).toString(STYLE);
}

/**
 * The text changed so that it says what `profile` says. Comments, the order of keys and everything that stays the same
 * remain as they are; a text that says it already is returned unchanged. `text` must be valid YAML with a map.
 */
export function editProfileText(text: string, profile: Profile): string {
	const document = parseDocument(text);
	if (!isMap(document.contents)) throw new Error("not the text of a profile");
	expandAliases(document);
	const changed = editMap(document, document.contents, profile);
	return changed ? document.toString({ ...STYLE, indentSeq: !/^- /m.test(text) }) : text;
}

/** Values that are tied together by an anchor may have to differ. */
function expandAliases(document: Document): void {
	visit(document, { Alias: (_, alias) => alias.resolve(document)?.clone() as Node });
	visit(document, {
		Node: (_, node) => {
			if ("anchor" in node) delete node.anchor;
		},
	});
}

const STYLE = { lineWidth: 0 };

function editMap(document: Document, map: YAMLMap, wanted: object): boolean {
	let changed = false;
	const values = new Map(Object.entries(withoutUndefined(wanted)));
	for (const key of Object.keys(map.toJS(document) as object).filter((name) => !values.has(name))) {
		map.delete(key);
		changed = true;
	}
	for (const [key, value] of values) {
		const node = map.get(key, true) as Node | undefined;
		if (node && same(node.toJS(document), value)) continue;
		if (isMap(node) && isPlainMap(value)) editMap(document, node, value);
		else if (isSeq(node) && Array.isArray(value)) editSequence(document, node, value);
		else if (node) replace(document, map, key, value, node);
		else insert(document, map, key, value);
		changed = true;
	}
	return changed;
}

/** Entries that stay keep their comments and their place before new ones. */
function editSequence(document: Document, sequence: YAMLSeq, wanted: readonly unknown[]): void {
	const left = [...(sequence.items as Node[])];
	sequence.items = wanted.map((value) => {
		const index = left.findIndex((item) => same(item.toJS(document), value));
		return index < 0 ? document.createNode(value) : left.splice(index, 1)[0];
	});
}

/** The comment behind a value stays beside its successor. */
function replace(document: Document, map: YAMLMap, key: string, value: unknown, before: Node): void {
	const node = document.createNode(value) as Node;
	if (before.comment) node.comment = before.comment;
	map.set(key, node);
}

/** A new key of a profile comes behind the last one that the format's description names before it, others to the end. */
function insert(document: Document, map: YAMLMap, key: string, value: unknown): void {
	const pair = document.createPair(key, value) as Pair<Scalar>;
	const names = map === document.contents ? Object.keys(profileSchema.shape) : [];
	const earlier = names.slice(0, Math.max(0, names.indexOf(key)));
	const at = (map.items as Pair<Scalar>[]).findLastIndex((item) => earlier.includes(String(item.key.value)));
	map.items.splice(at < 0 ? map.items.length : at + 1, 0, pair);
}

const isPlainMap = (value: unknown): value is object =>
	typeof value === "object" && value !== null && !Array.isArray(value);
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
