import type * as z from "zod";
import type { ImageDefinition } from "../dib/options.js";
import type { ProfileSource } from "../element/source.js";
import type { BuildOptions } from "../planning/build-options.js";
import type { BuildSettings, Plan } from "../planning/plan.js";
import type { ValueKind } from "./value-kind.js";

/** Where a secret lies until the build starts. */
export type Reference = { readonly "from-env": string } | { readonly "from-file": string };

/** What a variable of a profile gets its value from. Files are as written: relative to the profile. */
export type VariableValue =
	| { readonly text: string }
	/** The path of a file, after `prefix`. */
	| { readonly file: string; readonly prefix?: string }
	/** The path of a file with this public key: the key itself, or a file. */
	| { readonly key: string }
	| { readonly secret: Reference };

/** The headings of `diskwright build --help`, in their order. */
export const FLAG_GROUPS = {
	content: "What is built:",
	login: "Who can log in:",
	packages: "Where packages come from:",
	disk: "The disk and the outputs:",
	build: "How it is built:",
} as const;

/** What reading flags needs from outside. */
export interface FlagContext {
	/** A file that was named in the current directory. */
	readonly absolute: (file: string) => string;
	/** The user's own public key, as a path or as text. */
	readonly ownKey: () => string | undefined;
	/** Collections of elements named by flags, as a profile holds them; a build takes them from the catalogue. */
	readonly addedSources: readonly ProfileSource[];
	/** Whether another flag of the command line was given: `--user`. */
	readonly isGiven: (flag: string) => boolean;
}

/** What a command line made from a profile needs: absolute paths, and whether the profile extends another one. */
export interface WordsContext {
	readonly filePath: (file: string) => string;
	readonly extendsBase: boolean;
}

/** What was typed for a flag: its text, all of its texts, or `true` where it stands alone. */
export type Typed = string | readonly string[] | true;

/** A flag of `diskwright build` that says a setting. */
export interface Flag<Value> {
	readonly group: keyof typeof FLAG_GROUPS;
	/** `-p, --package <names>`. */
	readonly words: string;
	readonly meaning: string;
	readonly completes?: ValueKind;
	/** `each`: it may be repeated; `words`: its values may be separated by commas or blanks as well. */
	readonly repeated?: "each" | "words";
	readonly choices?: readonly string[];
	/** What is typed when nobody types it. */
	readonly absent?: (context: FlagContext) => Typed | undefined;
	/** The value in a profile, over what it says so far. What was typed itself when absent. Throws UserError. */
	readonly read?: (typed: never, context: FlagContext, before: Value | undefined) => Value | undefined;
	/** The words that say a value; one flag with it when absent. None where it has no words. */
	readonly write?: (value: Value, context: WordsContext) => readonly string[];
}

/** A line of a step's form: how a screen shows a setting and takes another value of it. */
export interface FormLine<Value> {
	/** The step of the wizard that has it, by its id. */
	readonly step: string;
	readonly label: string;
	/** What it is, in a few words. */
	readonly note: string;
	/** What stands there as long as the profile does not say it. */
	readonly usual: string | ((profile: { readonly name?: string }, plan: Plan | undefined) => string);
	/** Texts that can be chosen; without them it is typed. */
	readonly choices?: readonly string[];
	/** Why a typed text cannot be it; what `parse` of the row says when absent. */
	readonly complaint?: (text: string) => string | undefined;
	/** A value as text and back; undefined says nothing. The text itself when absent. */
	readonly write?: (value: Value) => string;
	readonly read?: (text: string) => Value | undefined;
}

/** What a build begins with where neither profile nor flag says it. */
export interface Usual {
	/** Of the environment. */
	readonly variable?: string;
	/** `text`: the variable's, where it is set and not empty. Throws UserError. */
	readonly settings: (text: string | undefined, program: Plan["program"]) => Partial<BuildSettings>;
}

/** How a value is said in diskimage-builder's words (contract §2.4). */
export interface DibWords {
	readonly image?: ImageDefinition;
	/** For what has no key there, or only one that DIB's own program refuses (Q2). */
	readonly environment?: Readonly<Record<string, string | undefined>>;
	/** What DIB has no word for, one sentence each. */
	readonly leftOut?: readonly string[];
}

/** The options of a `disk-image-create` command, and the variables set for it: what is taken is said by a key. */
export interface DibRequestParts {
	readonly options: BuildOptions;
	/** The elements, without a layout that stands for itself. */
	readonly elements: readonly string[];
	readonly layout: string | { readonly config: string } | { readonly file: string } | undefined;
	/** The value of a variable, which is not empty, and which stands for a key from now on. */
	readonly take: (variable: string) => string | undefined;
	/** Likewise, of two that have the same value. */
	readonly takeEqual: (one: string, other: string) => string | undefined;
	/** Likewise; the path of a file, made absolute. */
	readonly takeFile: (variable: string) => string | undefined;
	/** Likewise; a secret, which is a reference here. */
	readonly takeSecret: (variable: string) => Reference | undefined;
	readonly has: (variable: string) => boolean;
	/** Whether a variable has a value; it is gone then. */
	readonly drop: (variable: string) => boolean;
}

/** One thing that can be said about a build: everything that must be known of it is in its row. */
export interface Setting<Schema extends z.ZodType = z.ZodType, Value = z.output<Schema>> {
	/** Of its value in a profile. */
	readonly schema: Schema;
	/** What docs/profiles.md says about the key. */
	readonly meaning: string;
	readonly flags?: readonly Flag<Value>[];
	/** A check of its text that throws UserError; a flag's text is checked likewise. */
	readonly parse?: (text: string) => unknown;
	/** A list: a variant adds to it, instead of replacing it. */
	readonly adds?: true;
	/** Elements that it stands for. */
	readonly elements?: (value: Value) => readonly string[];
	/** Variables of elements that it stands for. */
	readonly variables?: (value: Value) => Readonly<Record<string, VariableValue>>;
	/** Those variables win over the ones that a profile names itself. */
	readonly overVariables?: true;
	/** What it changes in the options of a build, and in their settings. */
	readonly options?: (value: Value) => Partial<Omit<BuildOptions, "settings">>;
	readonly settings?: (value: Value) => Partial<BuildSettings>;
	readonly usual?: Usual;
	/** Absent: a screen has more to say about it, or nothing. */
	readonly form?: FormLine<Value>;
	/** Variables of the environment that diskimage-builder reads as an option; the key stands for them. */
	readonly optionVariables?: readonly string[];
	/** The value with the paths of all files in it changed. */
	readonly paths?: (value: Value, change: (path: string) => string) => Value;
	/** What of a value no flag says: the variables that it stands for are set instead, or it is told in a sentence. */
	readonly unsaid?: (value: Value) => "by-variables" | string | undefined;
	readonly toDib?: (value: Value) => DibWords;
	readonly fromDib?: (parts: DibRequestParts) => Value | undefined;
}

/** A part of a profile with keys of its own: `disk`. A variant replaces its values one by one. */
export interface Group<Rows extends SettingRows = SettingRows> {
	readonly rows: Rows;
	/** Elements that it stands for, whatever it holds. */
	readonly elements?: readonly string[];
	/** Values of keys that are not in it, when it is there at all. */
	readonly defaults?: Readonly<Record<string, unknown>>;
	/** Whether a command of diskimage-builder's says anything of it. */
	readonly isInDib?: (parts: DibRequestParts) => boolean;
}

/** A row of whatever type of value. */
// biome-ignore lint/suspicious/noExplicitAny: a function of the row takes the values of its own schema only
export type AnySetting = Setting<any, any>;

export interface SettingRows {
	readonly [key: string]: AnySetting;
}

/** A row; its functions take the type of the schema's value. */
export function setting<Schema extends z.ZodType>(
	schema: Schema,
	row: Omit<Setting<Schema>, "schema">,
): Setting<Schema> {
	return { schema, ...row };
}

/** A row with its place in a profile. */
export interface PlacedSetting {
	readonly path: readonly [string] | readonly [string, string];
	readonly row: AnySetting;
	readonly group?: Group;
}
