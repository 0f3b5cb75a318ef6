import type * as z from "zod";
import type { BuildOptions, GivenVariable } from "../planning/build-options.js";
import type { ValueKind } from "../settings/value-kind.js";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What the options of a command line of DIB's come to: its defaults, which every option changes. */
export interface DibBuild {
	/** The caller's folder. */
	readonly cwd: string;
	readonly options: Mutable<Omit<BuildOptions, "settings">>;
	readonly settings: Mutable<BuildOptions["settings"]>;
	readonly packages: string[];
	readonly variables: GivenVariable[];
	logFile?: string;
	progress?: string;
}

/** One option of `disk-image-create`, or one key of an image list: everything that must be known of it is in its row. */
export interface DibOption<Schema extends z.ZodType = z.ZodType> {
	/** Of its value in an image list (contract §2.4); absent where a list has no key for it. */
	readonly schema?: Schema;
	/** As it is typed, the short one first; absent where only a list can say it. */
	readonly flags?: readonly [string, ...string[]];
	/** What its value is called in help; absent: a switch. */
	readonly value?: string;
	/** How a shell completes the value. */
	readonly completes?: ValueKind;
	readonly choices?: readonly string[];
	/** What help says, with the default in brackets. */
	readonly meaning?: string;
	/** Words that people write for it, besides its key in a list. */
	readonly hints?: readonly string[];
	/** Unknown to DIB, or refused by it (Q2): abbreviations of DIB's own options never become ambiguous because of it. */
	readonly added?: true;
	/** `ramdisk-image-create` takes it but does not speak of it (contract §2.3). */
	readonly diskImagesOnly?: true;
	/** All its values count, not only the last one. */
	readonly repeated?: true;
	/** Its variable: an empty value, as scripts give it for something unset, means the default whatever the variable says. */
	readonly variable?: string;
	/** DIB discards this variable of the caller, so that a list must say its value by the key. */
	readonly onlyByKey?: string;
	/**
	 * DIB empties this variable of the caller before it reads its options (contract §2.2). Where it becomes an array hooks
	 * do not see it at all: always, or once the option is given.
	 */
	readonly resets?: { readonly variable: string; readonly array?: "always" | "given" };
	/** For what a profile has no key for: the variable, and the value that stands for a setting; undefined: none needed. */
	readonly kept?: readonly [variable: string, value: (settings: BuildOptions["settings"]) => string | undefined];
	/** What it changes in a build. Throws UserError for a bad value. */
	readonly take?: (build: DibBuild, value: string) => unknown;
}

/** A row with the name by which getopt and lists know it. */
export interface NamedOption extends DibOption {
	readonly key: string;
	readonly flags: readonly [string, ...string[]];
}

/** A key of an image list. */
export const listed = <Schema extends z.ZodType>(schema: Schema, row: Omit<DibOption, "schema"> = {}) => ({
	...row,
	schema,
});
