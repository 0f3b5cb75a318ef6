import { createHash } from "node:crypto";

/** One entry of a layer. Paths and names are bytes, held as latin1 text. */
export interface InventoryEntry {
	/** Below the layer; empty for the layer itself. */
	readonly path: string;
	/** As find(1) has it: d, f, l, c, b, p, s. */
	readonly kind: string;
	readonly mode: number;
	readonly uid: number;
	readonly gid: number;
	/** Bytes of a file, else 0. */
	readonly size: number;
	/** Nanoseconds since 1970, in digits. */
	readonly mtime: string;
	/** Number of a device, else 0. */
	readonly device: number;
	/** The first entry that is the same file, for all but that. */
	readonly sameAs?: string;
	/** SHA-256 of a file's content. */
	readonly content?: string;
	/** Where a link leads. */
	readonly target?: string;
	/** Extended attributes: name, and value in hexadecimal digits. */
	readonly attributes?: Readonly<Record<string, string>>;
}

/**
 * What overlayfs notes for itself about files of one machine: handles of the files below. They say nothing about what a layer
 * shows, and would be wrong in a copy.
 */
export const OVERLAY_NOTES: ReadonlySet<string> = new Set([
	"trusted.overlay.origin",
	"trusted.overlay.impure",
	"trusted.overlay.nlink",
	"trusted.overlay.upper",
	"trusted.overlay.uuid",
	"trusted.overlay.protattr",
]);

const FIELDS = 12;

/** The entries as text, one a line, by path. What reads it is `parseInventory`. */
export function inventoryText(entries: readonly InventoryEntry[]): string {
	return [...entries]
		.sort(byPath)
		.map((entry) => `${line(entry, entry.mtime)}\n`)
		.join("");
}

/**
 * A digest of what a layer shows: all but the times, which differ between two runs of the same hook, and what a folder
 * itself takes.
 */
export function inventoryIdentity(entries: readonly InventoryEntry[]): string {
	const hash = createHash("sha256");
	for (const entry of [...entries].sort(byPath)) hash.update(`${line(entry, "-")}\n`);
	return hash.digest("hex");
}

export const textDigest = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Throws for a text that `inventoryText` has not written; `why` it cannot be used is the error's message. */
export function parseInventory(text: string): InventoryEntry[] {
	if (text === "" || !text.endsWith("\n")) throw new Error("its inventory is cut off");
	return text.slice(0, -1).split("\n").map(parseLine);
}

const byPath = (one: InventoryEntry, other: InventoryEntry) =>
	one.path < other.path ? -1 : one.path > other.path ? 1 : 0;

function line(entry: InventoryEntry, mtime: string): string {
	const { kind, mode, uid, gid, size, device, sameAs, content, target, attributes = {} } = entry;
	const more = Object.entries(attributes)
		.sort(([one], [other]) => (one < other ? -1 : 1))
		.map(([name, value]) => `${escaped(name)}=${value}`)
		.join(",");
	const texts = [sameAs, content, target].map((text) => (text === undefined ? "-" : `=${escaped(text)}`));
	return [kind, mode.toString(8), uid, gid, size, mtime, device, ...texts, more || "-", escaped(entry.path)].join(" ");
}

function parseLine(text: string, index: number): InventoryEntry {
	const fields = text.split(" ");
	const [kind = "", mode = "", uid, gid, size, mtime = "", device, sameAs, content, target, more, path = ""] = fields;
	const numbers = [Number.parseInt(mode, 8), uid, gid, size, device].map(Number);
	if (fields.length !== FIELDS || !/^[dflcbps]$/.test(kind) || !/^-?\d+$/.test(mtime) || numbers.some(Number.isNaN)) {
		throw new Error(`line ${index + 1} of its inventory cannot be read`);
	}
	const given = (field: string | undefined) => (field?.startsWith("=") ? unescaped(field.slice(1)) : undefined);
	const pairs = more === undefined || more === "-" ? [] : more.split(",").map((pair) => pair.split("="));
	return {
		path: unescaped(path),
		kind,
		mode: numbers[0] as number,
		uid: numbers[1] as number,
		gid: numbers[2] as number,
		size: numbers[3] as number,
		mtime,
		device: numbers[4] as number,
		...optional("sameAs", given(sameAs)),
		...optional("content", given(content)),
		...optional("target", given(target)),
		...(pairs.length > 0
			? { attributes: Object.fromEntries(pairs.map(([name = "", value = ""]) => [unescaped(name), value])) }
			: {}),
	};
}

const optional = (name: string, value: string | undefined) => (value === undefined ? {} : { [name]: value });

const escaped = (text: string) =>
	text.replace(/[^!-+\--<>-[\]-~]/g, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, "0")}`);

const unescaped = (text: string) =>
	text.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** The first entry that a layer has otherwise than its inventory says, in words; undefined when there is none. */
export function firstFault(
	expected: readonly InventoryEntry[],
	found: readonly InventoryEntry[],
	{ contents }: { readonly contents: boolean },
): string | undefined {
	const is = new Map(found.map((entry) => [entry.path, entry]));
	const should = new Set(expected.map(({ path }) => path));
	// First what explains most: the folder of what is gone has changed too.
	const missing = expected.find(({ path }) => !is.has(path));
	if (missing) return `${shown(missing.path)} is missing`;
	const added = found.find(({ path }) => !should.has(path));
	if (added) return `${shown(added.path)} was added`;
	const compared = (one: InventoryEntry) => line(contents ? one : { ...one, attributes: {}, content: "" }, one.mtime);
	const changed = expected.find((entry) => compared(entry) !== compared(is.get(entry.path) as InventoryEntry));
	return changed && `${shown(changed.path)} is not as it was`;
}

const shown = (path: string) => `/${Buffer.from(path, "latin1").toString("utf8")}`;
