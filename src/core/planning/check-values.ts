import type { Element } from "../element/element.js";
import { UserError } from "../errors.js";
import { ARCHITECTURES, type ArchitectureSupport, architectureName } from "../host/architecture.js";
import { nearest } from "../text/suggest.js";
import type { BuildOptions } from "./build-options.js";

interface ValueInput {
	readonly options: BuildOptions;
	readonly architecture: string;
	readonly hostArchitecture: string;
	readonly support?: ArchitectureSupport | undefined;
	readonly elements: readonly Element[];
	readonly rootLabel: string;
	readonly environment: Readonly<Record<string, string>>;
	/** The text of all files of an element. */
	readonly textOf: (element: Element) => string;
}

/**
 * Refuses values that no hook can work with, wherever they come from: flag, profile, list of images or variable. What an
 * element may know although we do not is left to it. Throws UserError.
 */
export function assertValues(input: ValueInput): void {
	assertArchitecture(input);
	assertRelease(input.environment);
	assertBootLabel(input);
	for (const name of MIRRORS) assertAddress(name, input.environment[name]);
	for (const { name, value } of input.options.variables) if (/^https?_proxy$/.test(name)) assertProxy(name, value);
}

/** One that this host cannot run, no element speaks of and nobody lists is a mistake. */
function assertArchitecture({ architecture, hostArchitecture, support, elements, textOf }: ValueInput): void {
	const name = architectureName(architecture);
	if (ARCHITECTURES.includes(name) || name === architectureName(hostArchitecture) || support) return;
	const word = /^[\w.-]+$/.test(architecture)
		? new RegExp(`(?<![\\w-])${architecture.replaceAll(".", "\\.")}(?![\\w-])`)
		: undefined;
	const speaksOfIt = (element: Element) =>
		element.meta?.operatingSystem?.architectures.includes(architecture) || word?.test(textOf(element));
	if (word && elements.some((element) => speaksOfIt(element))) return;
	const near = nearest(architecture, ARCHITECTURES);
	throw new UserError({
		code: "unknown-architecture",
		message: `The architecture '${architecture}' (-a, ARCH) is not known, and no selected element speaks of it`,
		next: [
			...(near.length > 0 ? [`Did you mean ${near.join(" or ")}?`] : []),
			`Known ones: ${ARCHITECTURES.join(", ")}.`,
			`For an element that works with any: register its emulator with the kernel as qemu-${word ? architecture : "NAME"}.`,
		],
	});
}

/** Names a folder of a mirror and stands on command lines. Which ones exist is the mirror's business. */
function assertRelease({ DIB_RELEASE: release = "" }: ValueInput["environment"]): void {
	if (/^[\w.+~:/-]*$/.test(release) && !release.startsWith("-") && !release.split("/").includes("..")) return;
	throw new UserError({
		code: "bad-release",
		message: `The release (DIB_RELEASE) is ${JSON.stringify(release)}, which is not the name of one`,
		next: ["Write it as the mirror does: bookworm, noble, 9-stream."],
	});
}

/** Elements of all distributions take the address of a mirror from these. */
const MIRRORS = ["DIB_DISTRIBUTION_MIRROR", "DIB_DEBIAN_SECURITY_MIRROR", "DIB_DEBIAN_DISTRIBUTION_MIRROR"];

/** An address with a scheme, or an absolute path. The value may hold a password, so it is not repeated. */
function assertAddress(name: string, value = ""): void {
	const [, scheme] = /^([a-z][\w+.-]*):/i.exec(value) ?? [];
	const isWeb = scheme !== undefined && /^(https?|ftp)$/i.test(scheme);
	const works = isWeb ? isUrl(value) : scheme !== undefined || value.startsWith("/");
	if (value === "" || (works && !/\s/.test(value))) return;
	throw new UserError({
		code: "bad-address",
		message: `${name} is not an address of a mirror${/[@:]/.test(value) ? "" : `: ${JSON.stringify(value)}`}`,
		next: ["Write it as http://mirror.example.org/debian, https://…, file:///srv/mirror or /srv/mirror."],
	});
}

function isUrl(text: string): boolean {
	try {
		return /^\w+:\/\/[^/]/.test(text) && new URL(text).hostname !== "";
	} catch {
		return false;
	}
}

/** Boot loaders write the label of the root on the kernel's command line, where a blank ends a word and nothing quotes it. */
function assertBootLabel({ elements, rootLabel }: ValueInput): void {
	const loader = elements.find(({ name, provides }) => name === "bootloader" || provides.includes("bootloader"));
	if (!loader || /^[\w.+:@/-]*$/.test(rootLabel)) return;
	throw new UserError({
		code: "bad-root-label",
		message: `The root label ${JSON.stringify(rootLabel)} cannot stand on the kernel's command line, where the element ${loader.name} writes it`,
		next: ["Give the root file system a label of letters, digits, dashes and underscores (--root-label)."],
	});
}

/** A proxy that a flag or profile names; what the caller's environment says is between him and his programs. */
function assertProxy(name: string, value: string): void {
	if (value === "" || isUrl(value) || /^[\w.-]+:\d{1,5}\/?$/.test(value) || /^\[[\da-f:]+\]:\d+$/i.test(value)) return;
	throw new UserError({
		code: "bad-address",
		message: `${name} is not an address of a proxy${/[@:]/.test(value) ? "" : `: ${JSON.stringify(value)}`}`,
		next: ["Write it as http://proxy.example.org:3128."],
	});
}
