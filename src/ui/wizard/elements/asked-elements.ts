import type { Profile } from "../../../core/profile/profile.js";
import { profileElements } from "../../../core/profile/variables.js";

/** Where a profile asks for an element. */
export type AskedBy = "elements" | "layout" | "user";

/** The elements a profile asks for: by name, by its disk layout, and by the user it wants. */
export function askedElements(profile: Profile): ReadonlyMap<string, AskedBy> {
	const named = new Set(profile.elements);
	return new Map(
		profileElements(profile).map((name): [string, AskedBy] => [
			name,
			named.has(name) ? "elements" : name === "devuser" ? "user" : "layout",
		]),
	);
}

/** The profile with an element asked for. Asking for `base` only takes back that it was left out. */
export function withElement(profile: Profile, name: string): Profile {
	if (name === "base") return without(profile, "skip-base");
	return askedElements(profile).has(name) ? profile : { ...profile, elements: [...(profile.elements ?? []), name] };
}

/** The profile without anything that asks for the element; `base` is left out as `skip-base` does. */
export function withoutElement(profile: Profile, name: string): Profile {
	const named: Profile = profile.elements
		? { ...profile, elements: profile.elements.filter((other) => other !== name) }
		: profile;
	if (name === "base") return { ...named, "skip-base": true };
	const noUser = name === "devuser" ? without(named, "user") : named;
	return noUser.disk && name === `block-device-${noUser.disk.layout}` ? withoutLayout(noUser) : noUser;
}

function withoutLayout(profile: Profile): Profile {
	const { layout: _, ...disk } = profile.disk ?? {};
	return Object.keys(disk).length > 0 ? { ...profile, disk } : without(profile, "disk");
}

function without(profile: Profile, key: keyof Profile): Profile {
	const { [key]: _, ...others } = profile;
	return others as Profile;
}
