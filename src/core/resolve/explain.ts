import { treeRows } from "../text/tree-rows.js";
import type { Exclusion, Reason, Resolution, SelectedElement } from "./resolution.js";
import { pulledInBy, type ResolutionNode, resolutionTree } from "./tree.js";

/** Why `name` is part of the image, or why not; one thought a line. */
export function why(resolution: Resolution, name: string): string[] {
	const selected = resolution.selected.find((element) => element.name === name);
	if (selected) return whySelected(selected);
	const exclusion = resolution.excluded.find((one) => one.name === name);
	if (exclusion) return whyExcluded(exclusion, resolution);
	return [`${name} is not part of the image: nothing asks for it`];
}

/** The tree of a resolution in text lines; what is shown further up is marked `(see above)`. */
export function tree(resolution: Resolution): string[] {
	return treeRows(resolutionTree(resolution)).map(({ node, guide }) => `${guide}${node.name}${note(node)}`);
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

function note({ selected, exclusion, repeated }: ResolutionNode): string {
	const notes = [
		...(exclusion ? [`left out, provided by ${exclusion.providedBy}`] : []),
		...(selected?.reason.kind === "implied" ? ["added by a rule"] : []),
		...(repeated ? ["see above"] : []),
	];
	return notes.length > 0 ? ` (${notes.join("; ")})` : "";
}
