import type { Exclusion, Reason, Resolution, SelectedElement } from "../resolution.js";

/** Why `name` is part of the image, or why not; one thought a line. */
export function why(resolution: Resolution, name: string): string[] {
	const selected = resolution.selected.find((element) => element.name === name);
	if (selected) return whySelected(selected);
	const exclusion = resolution.excluded.find((one) => one.name === name);
	if (exclusion) return whyExcluded(exclusion, resolution);
	return [`${name} is not part of the image: nothing asks for it`];
}

/**
 * The resolution as a tree in text lines: what was asked for with the rules' additions as roots, dependencies below.
 * An element's own dependencies are shown once, later places are marked `(see above)`; names that another element stands
 * in for say so, with what they pulled in before (Q15).
 */
export function tree(resolution: Resolution): string[] {
	const selected = new Map(resolution.selected.map((element) => [element.name, element]));
	const excluded = new Map(resolution.excluded.map((exclusion) => [exclusion.name, exclusion]));
	const shown = new Set<string>();
	const lines: string[] = [];
	const add = (name: string, head: string, tail: string) => {
		const element = selected.get(name);
		const exclusion = excluded.get(name);
		const children = element ? [...element.deps].sort() : pulledInBy(name, resolution);
		const again = shown.has(name) && children.length > 0;
		shown.add(name);
		lines.push(`${head}${name}${note(element?.reason, exclusion, again)}`);
		if (again) return;
		for (const [index, child] of children.entries()) {
			const last = index === children.length - 1;
			add(child, `${tail}${last ? "└─ " : "├─ "}`, `${tail}${last ? "   " : "│  "}`);
		}
	};
	for (const root of new Set(resolution.requested)) add(root, "", "");
	return lines;
}

function whySelected({ name, reason, neededBy }: SelectedElement): string[] {
	const others = neededBy.filter((other) => reason.kind !== "dependency" || other !== reason.chain.at(-1));
	const also =
		others.length > 0 ? [`${reason.kind === "dependency" ? "also " : ""}needed by ${others.join(", ")}`] : [];
	return [...reasonLines(name, reason), ...also];
}

function reasonLines(name: string, reason: Reason): string[] {
	if (reason.kind === "requested") return [`${name} is asked for`];
	if (reason.kind === "implied") return [`${name} is added by a rule: ${RULES[reason.rule]}`];
	return [`${name} is needed by ${reason.chain.at(-1)}`, [...reason.chain, name].join(" → ")];
}

const RULES: Readonly<Record<Extract<Reason, { kind: "implied" }>["rule"], string>> = {
	base: "every image has it unless it is left out (-n)",
	"block-device": "vm is asked for without a block device element",
	ramdisk: "the image is a ramdisk",
};

function whyExcluded({ name, providedBy, neededBy, virtual }: Exclusion, resolution: Resolution): string[] {
	const left = pulledInBy(name, resolution);
	return [
		`${name} is not part of the image: ${providedBy} provides it`,
		...(virtual ? [`no element has the name ${name}`] : []),
		...(neededBy.length > 0 ? [`needed by ${neededBy.join(", ")}`] : []),
		...(left.length > 0 ? [`what it depends on stays: ${left.join(", ")}`] : []),
	];
}

/** Selected elements that came in through `name`: for an excluded one, what stays of its dependencies (Q15). */
function pulledInBy(name: string, { selected }: Resolution): string[] {
	const cameThrough = ({ reason }: SelectedElement) => reason.kind === "dependency" && reason.chain.at(-1) === name;
	return selected.filter(cameThrough).map((element) => element.name);
}

function note(reason: Reason | undefined, exclusion: Exclusion | undefined, again: boolean): string {
	const notes = [
		...(exclusion ? [`left out, provided by ${exclusion.providedBy}`] : []),
		...(reason?.kind === "implied" ? ["added by a rule"] : []),
		...(again ? ["see above"] : []),
	];
	return notes.length > 0 ? ` (${notes.join("; ")})` : "";
}
