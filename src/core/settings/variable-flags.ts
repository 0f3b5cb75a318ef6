import type { FLAG_GROUPS } from "./setting.js";
import type { ValueKind } from "./value-kind.js";

/** A flag that says a variable: diskimage-builder's own settings, for which profiles have no key. */
export interface VariableFlag {
	readonly group: keyof typeof FLAG_GROUPS;
	readonly words: string;
	readonly meaning: string;
	readonly completes?: ValueKind;
	/** It is counted how often it is given. */
	readonly counted?: true;
	readonly variable: string;
	/** Hooks see the variable as well; the others only decide how it is built. */
	readonly exported?: true;
	/** The value of the variable, from what commander delivers; `before` is what it has already. */
	readonly read: (typed: never, absolute: (file: string) => string, before: string | undefined) => string | undefined;
}

export const VARIABLE_FLAGS: readonly VariableFlag[] = [
	{
		group: "packages",
		words: "--image-cache <folder>",
		meaning: "folder for downloads",
		completes: "folder",
		variable: "DIB_IMAGE_CACHE",
		read: (folder: string, absolute) => absolute(folder),
	},
	{
		group: "disk",
		words: "--docker-target <name>",
		meaning: "repository and tag of a docker archive, as in me/image:1.0",
		completes: "text",
		variable: "DOCKER_TARGET",
		exported: true,
		read: (target: string) => target,
	},
	{
		group: "build",
		words: "--no-tmpfs",
		meaning: "do not build in memory",
		variable: "DIB_NO_TMPFS",
		// commander delivers `tmpfs`, which is true unless the flag is given.
		read: (tmpfs: boolean) => (tmpfs ? undefined : "1"),
	},
	{
		group: "build",
		words: "-x, --trace",
		meaning: "trace hooks; -xx traces more",
		counted: true,
		variable: "DIB_DEBUG_TRACE",
		read: (count: number, _, before) => (/^\d*$/.test(before ?? "") ? String(Number(before ?? 0) + count) : before),
	},
];
