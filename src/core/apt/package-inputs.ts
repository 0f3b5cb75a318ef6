import { createHash } from "node:crypto";
import type { Input } from "../layers/input.js";
import type { InstalledPackage } from "./dpkg-status.js";
import type { IndexLine } from "./index-lines.js";
import { indexPlace } from "./index-place.js";
import { BASE, CHOICE, PACKAGE } from "./package-difference.js";

/*
 * What a hook that installs packages has read of the indexes of its mirrors: each installed package as the indexes have it, what else
 * apt could have taken for what these need, and the packages that a system is begun with. While these are the same, apt does the
 * same, whatever else is in the indexes.
 */

/** Whether an input is one of an index, or of what counts in it. */
export const isPackageInput = (name: string): boolean =>
	name.startsWith(PACKAGE) || name.startsWith(CHOICE) || name === BASE || indexPlace(name) !== undefined;

/** The names of the inputs that count for an image with these packages, whose own architecture is `own`. */
export function packageQuestions(packages: readonly InstalledPackage[], own: string): string[] {
	const installed = new Set(packages.map(({ name }) => name));
	const provided = new Set(packages.flatMap(({ provides }) => provides));
	const choices = new Set<string>();
	for (const group of packages.flatMap(({ needs }) => needs)) {
		for (const { name, version } of group) {
			// What comes after the first that is there is never looked at.
			if (installed.has(name)) break;
			choices.add(`${CHOICE}${name}${version === "" ? "" : ` (${version})`}`);
			if (provided.has(name)) break;
		}
	}
	const named = packages.map(({ name, architecture }) =>
		architecture === own || architecture === "all" ? `${PACKAGE}${name}` : `${PACKAGE}${name}:${architecture}`,
	);
	return [...new Set(named)].sort().concat([...choices].sort(), BASE);
}

/** Puts the values of a list of questions together from the lines of all indexes that count. */
export class PackageAnswers {
	/** Installed packages, by name: for which architectures they are asked for. */
	readonly #asked = new Map<string, Set<string>>();
	readonly #choices = new Map<string, string[]>();
	readonly #found = new Map<string, string[]>();
	readonly #base: string[] = [];

	constructor(
		readonly questions: readonly string[],
		/** The image's own architecture. */
		readonly own: string,
	) {
		for (const question of questions) {
			if (question.startsWith(PACKAGE)) {
				const [name = "", architecture = own] = question.slice(PACKAGE.length).split(":");
				this.#asked.set(name, (this.#asked.get(name) ?? new Set()).add(architecture));
			} else if (question.startsWith(CHOICE)) {
				const [name = ""] = question.slice(CHOICE.length).split(" ");
				this.#choices.set(name, [...(this.#choices.get(name) ?? []), question]);
			}
		}
	}

	/** Indexes come one after the other, each with its number: of two with the same package apt prefers one. */
	add(index: number, line: IndexLine): void {
		const { name, architecture, version, digest, relations, isBase, provides } = line;
		if (isBase && [this.own, "all"].includes(architecture)) this.#base.push(`${index} ${name}`);
		for (const asked of this.#asked.get(name) ?? []) {
			if (architecture !== asked && architecture !== "all") continue;
			this.#note(`${PACKAGE}${name}${asked === this.own ? "" : `:${asked}`}`, `${version} ${index}.${digest}`);
		}
		for (const question of this.#choices.get(name) ?? []) {
			this.#note(question, `${index} ${name} ${relations}${question.endsWith(")") ? ` ${version}` : ""}`);
		}
		for (const other of provides) {
			for (const question of this.#choices.get(other) ?? []) this.#note(question, `${index} ${name} ${relations}`);
		}
	}

	#note(question: string, what: string): void {
		const known = this.#found.get(question);
		if (known) known.push(what);
		else this.#found.set(question, [what]);
	}

	/** The questions in their order, with their values. */
	inputs(): Input[] {
		return this.questions.map((name) => ({ name, value: this.#value(name) }));
	}

	#value(name: string): string {
		if (name === BASE) return digestOf(this.#base);
		const found = this.#found.get(name);
		if (!found) return "none";
		return name.startsWith(PACKAGE) ? [...new Set(found)].sort().join(", ") : digestOf(found);
	}
}

const digestOf = (lines: readonly string[]) =>
	createHash("sha256")
		.update([...new Set(lines)].sort().join("\n"))
		.digest("hex")
		.slice(0, 12);
