import type { Reason } from "./resolution.js";

type Rule = Extract<Reason, { kind: "implied" }>["rule"];

/** The list that is resolved, in order, with the names that a rule added rather than a user. */
export interface Request {
	readonly names: readonly string[];
	/** Only names that were not asked for as well. */
	readonly implied: Readonly<Record<string, Rule>>;
}

export interface RequestOptions {
	/** As on the command line; blanks inside an argument separate names, as DIB's unquoted list does. */
	readonly elements: readonly string[];
	/** `-a` or the host's architecture. */
	readonly architecture: string;
	/** `-n`, SKIP_BASE=1. */
	readonly skipBase: boolean;
	/** Set for ramdisk builds only (RAMDISK_ELEMENT, `ramdisk`). */
	readonly ramdiskElement?: string;
	/** IMAGE_ELEMENT of the caller's environment, which DIB prepends by accident (contract §3.3). */
	readonly inheritedImageElement?: string;
}

/** A request for exactly these names, without any rule. */
export function requestFor(...names: string[]): Request {
	return { names, implied: {} };
}

/** Applies the rules of contract §4.5: the default block device of `vm`, then `base`, then the ramdisk element. */
export function prepareRequest(options: RequestOptions): Request {
	const asked = words([options.inheritedImageElement ?? "", ...options.elements]);
	const names = [...asked];
	const implied: Record<string, Rule> = {};
	const add = (name: string, rule: Rule) => {
		if (!asked.includes(name)) implied[name] = rule;
		return name;
	};
	if (needsBlockDevice(asked)) names.push(add(defaultBlockDevice(options.architecture), "block-device"));
	if (!options.skipBase) names.unshift(add("base", "base"));
	names.unshift(...words([options.ramdiskElement ?? ""]).map((name) => add(name, "ramdisk")));
	return { names, implied };
}

const words = (texts: readonly string[]) =>
	texts.flatMap((text) => text.split(/[ \t\n]+/)).filter((word) => word !== "");

/** Only names that were asked for directly count, whatever the elements provide (Q16). */
const needsBlockDevice = (asked: readonly string[]) =>
	asked.includes("vm") && !asked.some((name) => name.startsWith("block-device-"));

/** DIB looks for the architecture as a pattern in this text, so that `arm` and the empty name match too (Q16). */
function defaultBlockDevice(architecture: string): string {
	return matches(architecture, "arm64 aarch64") ? "block-device-efi" : "block-device-mbr";
}

function matches(pattern: string, text: string): boolean {
	try {
		return new RegExp(pattern).test(text);
	} catch {
		return false;
	}
}
