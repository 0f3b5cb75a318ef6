import * as z from "zod";
import { isListedArchitecture } from "../dib/options.js";
import { isLocalOrigin, type ProfileSource, sourceSchema } from "../element/source.js";
import { name, reference, text, variableName } from "./schemas.js";
import { setting, type VariableValue } from "./setting.js";

function namedOnce(sources: readonly ProfileSource[], context: z.RefinementCtx): void {
	for (const [index, { name: twice }] of sources.entries()) {
		if (sources.findIndex(({ name: other }) => other === twice) === index) continue;
		const message = `There are two sources called '${twice}': give one of them another name`;
		context.addIssue({ code: "custom", message, path: [index, "name"] });
	}
}

/** What goes into the image. */
export const CONTENT = {
	distribution: setting(name, { meaning: "The distribution, for lists" }),
	release: setting(text, {
		meaning: "Release of the operating system: `DIB_RELEASE`",
		flags: [
			{
				group: "content",
				words: "--release <name>",
				meaning: "release of the operating system: bookworm, trixie, …",
				completes: "release",
			},
		],
		variables: (release) => ({ DIB_RELEASE: { text: release } }),
		fromDib: ({ take }) => take("DIB_RELEASE"),
	}),
	architecture: setting(name, {
		meaning: "Architecture of the image; the host's own when absent",
		flags: [
			{
				group: "content",
				words: "-a, --arch <architecture>",
				meaning: "architecture of the image; this host's own by default",
				completes: "architecture",
			},
		],
		optionVariables: ["ARCH"],
		options: (architecture) => ({ architecture }),
		toDib: (architecture) =>
			isListedArchitecture(architecture) ? { image: { arch: architecture } } : { environment: { ARCH: architecture } },
		fromDib: ({ options }) => options.architecture,
	}),
	elements: setting(z.array(text), {
		meaning: "List of elements",
		adds: true,
		flags: [
			{
				group: "content",
				words: "--element <name>",
				meaning: "add an element; may be repeated",
				completes: "element",
				repeated: "each",
				read: (names: readonly string[], _, before = []) => [...before, ...names],
				// They are the arguments of the command.
				write: () => [],
			},
		],
		elements: (names) => names,
		fromDib: ({ elements }) => [...elements],
	}),
	"skip-base": setting(z.boolean(), {
		meaning: "`true`: without the element `base`",
		flags: [
			{
				group: "content",
				words: "-n, --skip-base",
				meaning: "leave out the element base",
				write: (skip) => (skip ? ["--skip-base"] : []),
			},
		],
		optionVariables: ["SKIP_BASE"],
		options: (skipBase) => ({ skipBase }),
		toDib: (skip) => (skip ? { image: { "skip-base": true } } : { environment: { SKIP_BASE: "0" } }),
		fromDib: ({ options }) => options.skipBase || undefined,
	}),
	sources: setting(z.array(sourceSchema).superRefine(namedOnce), {
		paths: (sources, change) =>
			sources.map((source) =>
				source.from && isLocalOrigin(source.from) ? { ...source, from: change(source.from) } : source,
			),
		meaning:
			"List of collections of elements by others, in the order of the elements path; see [below](#elements-of-others)",
		adds: true,
		flags: [
			{
				group: "content",
				words: "--source <name[@commit]>",
				meaning: "elements of others, by the name in 'diskwright elements list'; may be repeated",
				completes: "source",
				repeated: "each",
				read: (_: readonly string[], { addedSources }) => [...addedSources],
				write: (sources) => sources.flatMap(({ name, commit }) => ["--source", commit ? `${name}@${commit}` : name]),
			},
		],
	}),
	packages: setting(z.array(text), {
		meaning: "List of packages to install after the install phase",
		adds: true,
		flags: [
			{
				group: "content",
				words: "-p, --package <names>",
				meaning: "install packages in addition, separated by commas",
				completes: "text",
				repeated: "words",
				read: (names: readonly string[]) => [...names],
				write: (names) => (names.length > 0 ? ["--package", names.join(",")] : []),
			},
		],
		settings: (packages) => ({ extraPackages: packages }),
		toDib: (packages) => (packages.length > 0 ? { image: { packages: [...packages] } } : {}),
		fromDib: ({ options: { settings } }) =>
			settings.extraPackages.length > 0 ? [...settings.extraPackages] : undefined,
	}),
	variables: setting(z.record(variableName, z.union([z.string(), reference])), {
		meaning:
			"Map; values are text (write numbers with quotes), or a reference to a secret. They count like the environment for options without a key, such as `DIB_IMAGE_EXTRA_SIZE`, `DIB_NO_TMPFS` or `QEMU_IMG_OPTIONS`",
		paths: (variables, change) =>
			Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, movedSecret(value, change)])),
		variables: (variables) =>
			Object.fromEntries(
				Object.entries(variables).map(([key, value]): [string, VariableValue] => [
					key,
					typeof value === "string" ? { text: value } : { secret: value },
				]),
			),
	}),
};

/** A reference to a file, with its path changed; everything else as it is. */
export function movedSecret<Value extends string | z.infer<typeof reference>>(
	value: Value,
	change: (path: string) => string,
): Value {
	return typeof value === "object" && "from-file" in value
		? { ...value, "from-file": change(value["from-file"]) }
		: value;
}
