import { isProfilePath } from "../settings/files.js";
import { flagName } from "../settings/from-flags.js";
import {
	FLAG_GROUPS,
	type Flag,
	type PlacedSetting,
	type VariableValue,
	type WordsContext,
} from "../settings/setting.js";
import { ALL_SETTINGS, SETTINGS, statedValue } from "../settings/settings.js";
import { quoteWord, quoteWords } from "../text/quote-shell.js";
import { type Exported, shellReference } from "./export-dib.js";
import type { ExportFiles } from "./image-definition.js";
import type { Profile } from "./profile.js";

/**
 * The `diskwright build` command for a draft: the profile it extends, and flags for what the draft says beyond that. A
 * draft that extends nothing is built from its elements. What no flag says is set by the variables that stand for it, or
 * told. `title` and `distribution` do not matter to a build.
 */
export function draftCommand(draft: Profile, files: Pick<ExportFiles, "filePath">): Exported {
	const base = draft.extends;
	const target = base === undefined ? [] : [isProfilePath(base) ? files.filePath(base) : base];
	const imageName = draft["image-name"] ?? draft.name;
	const named: Profile = imageName === undefined ? draft : { ...draft, "image-name": imageName };
	const said = ALL_SETTINGS.flatMap((setting): Said[] => {
		const value = statedValue(named, setting);
		return value === undefined ? [] : [{ setting, value }];
	});
	const context = { filePath: files.filePath, extendsBase: base !== undefined };
	const flags = GROUPS.flatMap((group) => said.flatMap((one) => wordsOf(one, group, context)));
	const { elements, more } = silentUser(draft, flags);
	const assigned = [...more, ...said.filter(isByVariables)].flatMap((one) => assignments(one, files));
	const words = ["diskwright", "build", ...target, ...(draft.elements ?? []), ...elements, ...flags];
	return { text: [quoteWords(words), ...assigned].join(" "), leftOut: said.flatMap((one) => unsaid(one, context)) };
}

interface Said {
	readonly setting: PlacedSetting;
	readonly value: unknown;
}

const GROUPS = Object.keys(FLAG_GROUPS) as Flag<unknown>["group"][];

function wordsOf({ setting: { row }, value }: Said, group: Flag<unknown>["group"], context: WordsContext): string[] {
	return ((row.flags ?? []) as readonly Flag<unknown>[])
		.filter((flag) => flag.group === group)
		.flatMap((flag) => (flag.write ? flag.write(value, context) : [`--${flagName(flag.words)}`, String(value)]));
}

/** A user without a name and a key, whom no flag says. */
function silentUser(
	{ user }: Profile,
	flags: readonly string[],
): { readonly elements: string[]; readonly more: Said[] } {
	if (!user || flags.includes("--user") || flags.includes("--ssh-key")) return { elements: [], more: [] };
	const sudo = ALL_SETTINGS.find(({ row }) => row === SETTINGS.user.rows.sudo);
	return {
		elements: ["--element", "devuser"],
		more: sudo && user.sudo !== false ? [{ setting: sudo, value: true }] : [],
	};
}

/** No flag says it, but its variables do. What a group has anyway need not be said. */
function isByVariables({ setting: { row, path, group }, value }: Said): boolean {
	if (row.unsaid?.(value) === "by-variables") return true;
	return row.variables !== undefined && row.flags === undefined && value !== group?.defaults?.[path[1] ?? ""];
}

/** Values for `--set`, quoted: secrets are read by the shell. */
function assignments({ setting: { row }, value }: Said, files: Pick<ExportFiles, "filePath">): string[] {
	const variables: Readonly<Record<string, VariableValue>> = row.variables?.(value) ?? {};
	return Object.entries(variables).flatMap(([name, own]) => {
		if ("secret" in own) return [`--set ${name}=${shellReference(own.secret, files)}`];
		return "text" in own ? [`--set ${quoteWord(`${name}=${own.text}`)}`] : [];
	});
}

function unsaid({ setting: { row, path }, value }: Said, { extendsBase }: WordsContext): string[] {
	const sentence = row.unsaid?.(value);
	if (sentence && sentence !== "by-variables") return [sentence];
	const isLost = extendsBase && value === false && row.flags !== undefined;
	return isLost ? [`'${path.join(".")}: false' has no flag; save the profile to keep it`] : [];
}
