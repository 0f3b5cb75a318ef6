import { UserError } from "../../core/errors.js";
import type { Plan } from "../../core/planning/plan.js";
import type { Profile } from "../../core/profile/profile.js";
import type { AnySetting, PlacedSetting } from "../../core/settings/setting.js";
import { ALL_SETTINGS, statedValue } from "../../core/settings/settings.js";
import { sectionOf } from "../../core/values/given.js";
import type { SettingEntry } from "../kit/components/setting-list.js";

export type ChangeProfile = (change: (profile: Profile) => Profile) => void;

/** The lines of a step's form that the table of settings has, in its order. `problems`: what is wrong with some, by their keys. */
export function formLines(
	step: string,
	profile: Profile,
	plan: Plan | undefined,
	change: ChangeProfile,
	problems: Readonly<Record<string, string | undefined>> = {},
): SettingEntry[] {
	return ALL_SETTINGS.filter(({ row }) => row.form?.step === step).map((placed) => {
		const line = formLine(placed, profile, plan, change);
		const problem = problems[line.name];
		return problem ? { ...line, problem } : line;
	});
}

function formLine(
	placed: PlacedSetting,
	profile: Profile,
	plan: Plan | undefined,
	change: ChangeProfile,
): SettingEntry {
	const form = placed.row.form as NonNullable<AnySetting["form"]>;
	const { label, note, choices, write = String, read = (text: string) => text } = form;
	const value = statedValue(profile, placed);
	const usual = typeof form.usual === "string" ? form.usual : form.usual(profile, plan);
	const base = { name: placed.path.at(-1) as string, label, note };
	const set = (text: string) =>
		change((before) => withValue(before, placed.path, text === "" ? undefined : read(text)));
	if (choices) return oneOf({ ...base, value: value === undefined ? usual : write(value), choices, onChange: set });
	const check = form.complaint ?? complaintOf(placed.row.parse);
	return {
		...{ ...base, kind: "text", value: value === undefined ? "" : write(value), placeholder: usual },
		...(check ? { check } : {}),
		onChange: (text: string) => set(text.trim()),
	};
}

interface OneOf extends Pick<SettingEntry, "name" | "label" | "note"> {
	readonly value: string;
	readonly choices: readonly string[];
	readonly onChange: (value: string) => void;
}

/** A choice among texts that say themselves what they are; one that is set and not among them stands first. */
export function oneOf({ choices, ...more }: OneOf): SettingEntry {
	const all = choices.includes(more.value) ? choices : [more.value, ...choices];
	return { kind: "choice", ...more, options: all.map((value) => ({ value, label: value })) };
}

/** The complaint of a check with its cure, as a form shows it. */
function complaintOf(parse: AnySetting["parse"]): ((text: string) => string | undefined) | undefined {
	if (!parse) return undefined;
	return (text) => {
		if (text.trim() === "") return undefined;
		try {
			parse(text);
			return undefined;
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			return [error.message, ...error.next].join(". ");
		}
	};
}

/** The profile with another value at a place, or without one; a part that says nothing any more goes too. */
export function withValue(profile: Profile, [key, inner]: PlacedSetting["path"], value: unknown): Profile {
	const { [key as keyof Profile]: before, ...others } = profile;
	const next = inner === undefined ? value : sectionOf({ ...(before as object | undefined), [inner]: value });
	return (next === undefined ? others : { ...others, [key]: next }) as Profile;
}
