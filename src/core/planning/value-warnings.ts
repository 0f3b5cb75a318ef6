import type { Element, VariableMeta } from "../element/element.js";
import { valueComplaint } from "../hooks/variable-value.js";
import { isSecretName } from "../secrets/secret-name.js";
import { checksums } from "./build-options.js";
import type { Plan } from "./plan.js";

type Warning = Plan["warnings"][number];

interface ValuesInput {
	readonly elements: readonly Element[];
	readonly environment: Readonly<Record<string, string>>;
	/** `--install-type`. */
	readonly installType?: string | undefined;
	/** The text of all files of an element. */
	readonly textOf: (element: Element) => string;
}

/**
 * Values that DIB takes too, but hardly for what was meant: a word where a number is asked for, a "no" that counts as yes.
 * The build goes on with them as DIB's does.
 */
export function valueWarnings(input: ValuesInput): Warning[] {
	return [...unlikelyValues(input), ...noMeansYes(input), ...checksumNames(input), ...installTypes(input)];
}

const NO = /^(?:0+|no|n|false|off)$/i;

/** What element.yaml says of a variable (docs/elements.md); the first element that declares it counts. */
function unlikelyValues({ elements, environment }: ValuesInput): Warning[] {
	const told = new Set<string>();
	return elements.flatMap(({ name: element, meta }) =>
		Object.entries(meta?.variables ?? {}).flatMap(([name, variable]) => {
			const value = environment[name] ?? "";
			const complaint = valueComplaint(variable, value);
			// A list of values is open where DIB knows more of them; addresses are checked for themselves.
			if (!complaint || told.has(name) || variable.type === "url" || asksForAnyText(variable)) return [];
			told.add(name);
			const shown = variable.secret || isSecretName(name) ? "" : ` is ${JSON.stringify(value)}, but`;
			return [
				{
					code: "unlikely-value",
					message: `${name}${shown} ${complaint}, says the element ${element}`,
					hint: variable.meaning,
				},
			];
		}),
	);
}

const asksForAnyText = ({ type, default: usual }: VariableMeta) => type === "boolean" && usual === undefined;

/** Variables of the engine that count whatever their text is, and what they are for. */
const ANY_TEXT: Readonly<Record<string, string>> = { DIB_OFFLINE: "any text means offline" };
const ALL_BUT_ZERO: Readonly<Record<string, string>> = {
	DIB_NO_TMPFS: "all but 0 means that memory is not used",
	OVERWRITE_OLD_IMAGE: "all but 0 means that an older image is overwritten",
};

/** A variable that only asks whether it is empty: `no` is a yes. */
function noMeansYes({ elements, environment }: ValuesInput): Warning[] {
	const declared = elements.flatMap(({ meta }) =>
		Object.entries(meta?.variables ?? {})
			.filter(([, variable]) => asksForAnyText(variable))
			.map(([name]) => [name, "any text means yes"] as const),
	);
	const meanings = new Map([...Object.entries(ANY_TEXT), ...Object.entries(ALL_BUT_ZERO), ...declared]);
	return [...meanings]
		.filter(([name]) => NO.test(environment[name] ?? "") && !(name in ALL_BUT_ZERO && isZero(environment[name])))
		.map(([name, means]) => ({
			code: "no-means-yes",
			message: `${name} is '${environment[name]}', and ${means}`,
			hint: `Unset it, or leave it empty: ${name}=`,
		}));
}

const isZero = (text = "") => /^0+$/.test(text);

/** DIB looks for the names in the text and passes over everything else (contract §3.3). */
function checksumNames({ environment: { DIB_CHECKSUM: text = "" } }: ValuesInput): Warning[] {
	if (text === "" || isZero(text) || checksums(text).length > 0) return [];
	return [
		{
			code: "no-checksum",
			message: `DIB_CHECKSUM is ${JSON.stringify(text)}, which names no checksum: none will be made`,
			hint: "Use md5, sha256, or 1 for both.",
		},
	];
}

/** Any word is allowed; one that no element knows installs nothing (contract §12.5, §12.1). */
function installTypes({ elements, environment, installType, textOf }: ValuesInput): Warning[] {
	const given: [string, string | undefined][] = [
		["--install-type", installType],
		["DIB_DEFAULT_INSTALLTYPE", environment.DIB_DEFAULT_INSTALLTYPE],
		...Object.entries(environment).filter(([name]) => name.startsWith("DIB_INSTALLTYPE_")),
	];
	const folders = elements.flatMap(({ dirs }) => Object.values(dirs).flatMap((entries) => Object.keys(entries)));
	const isKnown = (type: string) =>
		["source", "package", "repo"].includes(type) ||
		folders.some((folder) => folder.endsWith(`-${type}-install`)) ||
		elements.some((element) => /installtype/i.test(textOf(element)) && textOf(element).includes(type));
	return given
		.filter((entry): entry is [string, string] => Boolean(entry[1]) && !isKnown(entry[1] as string))
		.map(([name, type]) => ({
			code: "unknown-install-type",
			message: `${name} is ${JSON.stringify(type)}, for which no selected element has an install folder`,
			hint: "Usual ones: source, package.",
		}));
}
