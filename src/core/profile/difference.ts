import { ADDED_KEYS, MERGED_KEYS } from "../settings/settings.js";
import { inheritable, mergeProfiles } from "./merge.js";
import type { Profile } from "./profile.js";

/**
 * What a profile says beyond its base: laid over `base` it gives `profile` again. Undefined when it takes something away
 * that the base has, which a variant cannot say (`elements` and maps are only ever added to).
 */
export function differenceFrom(base: Profile, profile: Profile): Profile | undefined {
	const below: Record<string, unknown> = inheritable(base);
	const kept = Object.entries(profile).flatMap(([key, value]) => {
		const beyond = key === "version" || key === "extends" ? value : beyondBase(key, below[key], value);
		return beyond === undefined ? [] : [[key, beyond] as const];
	});
	const difference = Object.fromEntries(kept) as Profile;
	return sameProfile(mergeProfiles(inheritable(base), difference), profile) ? difference : undefined;
}

/** Whether two profiles say the same; the order of keys, elements and packages does not matter. */
export function sameProfile(one: Profile, other: Profile): boolean {
	return comparable(one) === comparable(other);
}

function beyondBase(key: string, below: unknown, value: unknown): unknown {
	if (below === undefined) return value;
	if (Array.isArray(value) && key !== "sources" && ADDED_KEYS.includes(key)) {
		const added = value.filter((item) => !(below as unknown[]).includes(item));
		return added.length > 0 ? added : undefined;
	}
	if (key === "sources") {
		const changed = (value as unknown[]).filter((source) => !(below as unknown[]).some((other) => same(other, source)));
		return changed.length > 0 ? changed : undefined;
	}
	if (MERGED_KEYS.includes(key)) {
		const inherited = below as Record<string, unknown>;
		const changed = Object.entries(value as object).filter(([name, inner]) => !same(inherited[name], inner));
		return changed.length > 0 ? Object.fromEntries(changed) : undefined;
	}
	return same(below, value) ? undefined : value;
}

const same = (one: unknown, other: unknown) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));

function comparable({ elements, packages, ...rest }: Profile): string {
	return JSON.stringify(
		sorted({ ...rest, elements: elements && [...elements].sort(), packages: packages && [...packages].sort() }),
	);
}

/** With the keys of all maps in one order. */
function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (typeof value !== "object" || value === null) return value;
	const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
	return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
