import { join } from "node:path";
import type { CatalogueProblem, Element } from "../element/element.js";
import { formatPlace, UserError } from "../errors.js";
import { nearest } from "../text/suggest.js";
import type { Expansion, Failure } from "./expand.js";

type Elements = ReadonlyMap<string, Element>;

/** The error a user sees for a request that cannot be resolved: who asked for what, and what would help. */
export function resolutionError(
	failure: Failure,
	expansion: Expansion,
	elements: Elements,
	problems: readonly CatalogueProblem[] = [],
): UserError {
	const message = failureMessage(failure, expansion);
	switch (failure.kind) {
		case "not-found":
			return new UserError({
				code: "element-not-found",
				message,
				...placeOfWish(failure.name, expansion, elements),
				next: [...whyUnusable(failure.name, problems), ...waysToFind(failure.name, elements)],
			});
		case "already-provided":
			return new UserError({ code: failure.kind, message, next: waysToPart(failure, expansion) });
		case "requested-is-provided":
			return new UserError({
				code: failure.kind,
				message,
				next: failure.names.map((name) => `Do not ask for ${name}, or leave out ${expansion.providers.get(name)}.`),
			});
		case "no-operating-system":
			return new UserError({ code: failure.kind, message, next: operatingSystems(elements) });
	}
}

/** The failure in one sentence that begins as DIB's does (contract §4.8). */
export function failureMessage(failure: Failure, { parents, providers }: Expansion): string {
	switch (failure.kind) {
		case "not-found": {
			const parent = parents.get(failure.name);
			return `Element '${failure.name}' not found${parent ? `, which ${parent} depends on` : ""}`;
		}
		case "already-provided":
			return failure.by === failure.again
				? `${failure.name}: already provided by ${failure.by}, which is asked for twice`
				: `${failure.name}: already provided by ${failure.by}, and ${failure.again} provides it too`;
		case "requested-is-provided":
			return failure.names
				.map((name) => `${name}: already provided by ${providers.get(name)}, so it cannot be asked for`)
				.join("; ");
		case "no-operating-system":
			return "Please include an operating system element";
	}
}

function placeOfWish(name: string, { parents }: Expansion, elements: Elements) {
	const parent = elements.get(parents.get(name) ?? "");
	return parent ? { place: { file: join(parent.path, "element-deps") } } : {};
}

function whyUnusable(name: string, problems: readonly CatalogueProblem[]): string[] {
	const problem = problems.find(({ element }) => element === name);
	return problem ? [`It is there but cannot be used: ${problem.message} (${formatPlace(problem.place)})`] : [];
}

function waysToFind(name: string, elements: Elements): string[] {
	const providers = [...elements.values()].filter((element) => element.provides.includes(name)).map(({ name }) => name);
	if (providers.length > 0) return [`Ask for one of the elements that provide it: ${listed(providers)}.`];
	const parts = name.split(",");
	const isList = parts.length > 1 && parts.every((one) => elements.has(one));
	const alike = isList ? [] : nearest(name, elements.keys());
	return [
		...(isList ? [`Separate elements by blanks: ${parts.join(" ")}`] : []),
		...(alike.length > 0 ? [`Did you mean ${alike.join(" or ")}?`] : []),
		"Add the directory that holds it to ELEMENTS_PATH, or correct the name.",
	];
}

function waysToPart(failure: Extract<Failure, { kind: "already-provided" }>, expansion: Expansion): string[] {
	if (failure.by === failure.again) return [`Ask for ${failure.by} once.`];
	const sides = [failure.by, failure.again].map((name) => origin(name, expansion));
	return [`Keep one of the two: ${sides.join("; ")}.`];
}

function origin(name: string, { parents }: Expansion): string {
	const chain = [name];
	for (let parent = parents.get(name); parent !== undefined; parent = parents.get(parent)) chain.unshift(parent);
	return chain.length === 1 ? `${name} is asked for` : `${name} comes from ${chain.join(" → ")}`;
}

function operatingSystems(elements: Elements): string[] {
	const names = [...elements.values()].filter(({ provides }) => provides.includes("operating-system"));
	if (names.length === 0) return ["Add a directory with an operating system element to ELEMENTS_PATH."];
	return [`Ask for one of: ${listed(names.map(({ name }) => name))}.`];
}

function listed(names: string[]): string {
	const shown = names.sort().slice(0, 12);
	return shown.join(", ") + (names.length > shown.length ? ` and ${names.length - shown.length} more` : "");
}
