import { createHash } from "node:crypto";
import { type Stanza, StanzaReader } from "./deb822.js";
import { relationNames } from "./relations.js";

/** What of a package in an index decides whether and how apt takes it. */
export interface IndexLine {
	readonly name: string;
	readonly architecture: string;
	readonly version: string;
	/** Of all that counts. */
	readonly digest: string;
	/** Of what it needs and is in the way of, whatever its own version. */
	readonly relations: string;
	/** Systems are begun with it. */
	readonly isBase: boolean;
	/** Names that it stands for. */
	readonly provides: readonly string[];
}

const RELATIONS = ["pre-depends", "depends", "recommends", "suggests", "conflicts", "breaks", "replaces", "provides"];
const OTHERS = ["essential", "important", "protected", "priority", "multi-arch"];
const OF_VERSION = ["sha256", "phased-update-percentage"];
const FIELDS = new Set(["package", "architecture", "version", ...RELATIONS, ...OTHERS, ...OF_VERSION]);

/** Reads the lines out of an index that comes in parts. Throws as `StanzaReader`. */
export const indexReader = (found: (line: string) => void): StanzaReader =>
	new StanzaReader((stanza) => {
		const line = lineOf(stanza);
		if (line !== undefined) found(line);
	}, FIELDS);

/** Twelve digits tell 60,000 packages apart. */
const digest = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 12);

function lineOf(stanza: Stanza): string | undefined {
	const [name = "", version = ""] = [stanza.get("package"), stanza.get("version")];
	if (!/^[a-z0-9][a-z0-9+.-]*$/i.test(name) || !/^\S+$/.test(version)) return undefined;
	const values = (fields: readonly string[]) => fields.map((field) => stanza.get(field) ?? "").join("\0");
	// Packages of one source name one another by it.
	const relations = values(RELATIONS).replaceAll(`= ${version})`, "= own)");
	const others = values(OTHERS);
	const isBase = stanza.get("essential") === "yes" || ["required", "important"].includes(stanza.get("priority") ?? "");
	return [
		...[name, stanza.get("architecture") ?? "all", version],
		...[digest([values(RELATIONS), others, values(OF_VERSION)].join("\0")), digest(`${relations}\0${others}`)],
		...[isBase ? "base" : "", relationNames(stanza.get("provides") ?? "").join(" ")],
	].join("\t");
}

const NONE: readonly string[] = [];

/** Reads what `indexReader` has written. */
export function parseIndexLine(line: string): IndexLine {
	const [name = "", architecture = "", version = "", digest = "", relations = "", base, provides = ""] =
		line.split("\t");
	return {
		...{ name, architecture, version, digest, relations },
		isBase: base === "base",
		provides: provides === "" ? NONE : provides.split(" "),
	};
}
