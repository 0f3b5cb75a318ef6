import type { Profile } from "../../../core/profile/profile.js";
import type { Setting } from "../../kit/components/setting-list.js";

type Mirrors = NonNullable<Profile["mirrors"]>;

export interface MirrorProblems {
	readonly proxy?: string | undefined;
	readonly "debian-security"?: string | undefined;
	readonly "apt-sources"?: string | undefined;
}

/** What else decides where packages come from; `change` takes the changed profile. */
export function mirrorSettings(
	profile: Profile,
	problems: MirrorProblems,
	change: (change: (profile: Profile) => Profile) => void,
): Setting[] {
	const row = (
		key: keyof Mirrors,
		label: string,
		placeholder: string,
		note: string,
		check?: (text: string) => string | undefined,
	) => {
		const problem = problems[key as keyof MirrorProblems];
		return {
			kind: "text",
			name: key,
			label,
			value: profile.mirrors?.[key] ?? "",
			placeholder,
			note,
			...(problem ? { problem } : {}),
			...(check ? { check } : {}),
			onChange: (text: string) => change((before) => withMirror(before, key, text.trim() || undefined)),
		} as const;
	};
	return [
		row("debian-security", "Security", "this host's own", "mirror of security updates", addressProblem),
		row("proxy", "Proxy", "none", "for http and https", addressProblem),
		row("apt-sources", "Apt sources", "made from the mirrors", "a sources.list file for the image"),
	];
}

/** The profile with another mirror, or without one. */
export function withMirror(profile: Profile, key: keyof Mirrors, value: string | undefined): Profile {
	const { mirrors, ...rest } = profile;
	const { [key]: _, ...others } = mirrors ?? {};
	const next = value === undefined ? others : { ...others, [key]: value };
	return Object.keys(next).length > 0 ? { ...rest, mirrors: next } : rest;
}

/** What is wrong with a typed address; the empty one is the default. */
export function addressProblem(text: string): string | undefined {
	const address = text.trim();
	if (address === "") return undefined;
	if (!/^https?:\/\//.test(address)) return "An address begins with http:// or https://";
	return URL.canParse(address) ? undefined : "That is no address.";
}
