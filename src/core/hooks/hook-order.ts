import type { Entry } from "../element/element.js";
import { isWhole } from "../element/element-file.js";
import { extendedRegex } from "./extended-regex.js";

const DEFAULT_NAMES = "^[0-9A-Za-z_-]+$";

/** Entries of a phase directory, sorted into those that run and those that do not. */
export interface HookList {
	/** Names in the order they run. */
	readonly run: readonly string[];
	readonly ignored: readonly { readonly name: string; readonly why: string }[];
}

/**
 * Which files of a phase directory run, and in which order (contract §6.2, §6.3). `names` replaces the file name filter
 * (RUN_PARTS_REGEX), unanchored unless it anchors itself; an empty one counts as none. Throws UserError `bad-pattern`.
 */
export function runnableHooks(entries: Readonly<Record<string, Entry>>, names?: string): HookList {
	const allowed = extendedRegex(names || DEFAULT_NAMES, "RUN_PARTS_REGEX");
	const run: string[] = [];
	const ignored: { name: string; why: string }[] = [];
	for (const [name, entry] of Object.entries(entries)) {
		const why = whyIgnored(name, entry, allowed);
		if (why) ignored.push({ name, why });
		else run.push(name);
	}
	return { run: run.sort(byLeadingNumber), ignored: ignored.sort((a, b) => compareBytes(a.name, b.name)) };
}

/** Which files of environment.d are sourced, in order: bytewise, unlike hooks (contract §6.4, Q18). */
export function snippetOrder(entries: Readonly<Record<string, Entry>>): { sourced: string[]; ignored: string[] } {
	const sourced: string[] = [];
	const ignored: string[] = [];
	for (const [name, entry] of Object.entries(entries)) {
		const isFile = ["file", "exec"].includes(followed(entry));
		(isFile && /^[0-9A-Za-z_.-]+$/.test(name) ? sourced : ignored).push(name);
	}
	return { sourced: sourced.sort(compareBytes), ignored: ignored.sort(compareBytes) };
}

function whyIgnored(name: string, entry: Entry, allowed: RegExp): string | undefined {
	const kind = followed(entry);
	if (!isWhole(name)) return "its name is no UTF-8";
	if (kind === "missing") return `a link that leads nowhere: ${entry.target ?? ""}`;
	if (kind === "dir") return "a directory";
	if (kind === "other") return "not a regular file";
	if (kind === "file") return "not executable (chmod +x makes it run)";
	return allowed.test(name) ? undefined : `its name does not match ${allowed.source}`;
}

function followed(entry: Entry): string {
	return entry.kind === "link" ? (entry.leadsTo ?? "missing") : entry.kind;
}

/** `sort -n` in the C locale: by leading number, blanks skipped, no digits counting as 0; ties bytewise. */
function byLeadingNumber(a: string, b: string): number {
	const [x, y] = [leadingNumber(a), leadingNumber(b)];
	if (x.sign !== y.sign) return x.sign - y.sign;
	return x.sign * compareSizes(x, y) || compareBytes(a, b);
}

/** A number as text, because names hold more digits than a number type keeps; without zeros that say nothing. */
interface LeadingNumber {
	readonly sign: -1 | 0 | 1;
	readonly whole: string;
	readonly fraction: string;
}

function leadingNumber(name: string): LeadingNumber {
	const [, minus = "", digits = "", decimals = ""] = /^[ \t\n]*(-?)(\d*)(?:\.(\d*))?/.exec(name) ?? [];
	const [whole, fraction] = [digits.replace(/^0+/, ""), decimals.replace(/0+$/, "")];
	return { sign: whole + fraction === "" ? 0 : minus ? -1 : 1, whole, fraction };
}

function compareSizes(a: LeadingNumber, b: LeadingNumber): number {
	return a.whole.length - b.whole.length || compareBytes(a.whole, b.whole) || compareBytes(a.fraction, b.fraction);
}

function compareBytes(a: string, b: string): number {
	return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
