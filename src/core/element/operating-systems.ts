import type { Profile } from "../profile/profile.js";
import { given } from "../values/given.js";
import type { Catalogue, Element } from "./element.js";

/** An element that brings an operating system. */
export interface OperatingSystem {
	readonly element: string;
	/** The element's own name where its metadata does not tell. */
	readonly distribution: string;
	readonly title?: string;
	/** Known releases, newest first; empty when nothing says which there are. */
	readonly releases: readonly { readonly name: string; readonly title?: string }[];
	/** The release that it takes when nobody names one. */
	readonly usual?: string;
	/** Empty: not known. */
	readonly architectures: readonly string[];
	/** Host tools that it and the elements below it call. */
	readonly tools: readonly string[];
	/** Host facts (`debian`) or addresses of its default mirrors. */
	readonly mirrors: readonly string[];
}

/** All operating systems of a catalogue: those with metadata first, each group by name. */
export function operatingSystems({ elements }: Pick<Catalogue, "elements">): OperatingSystem[] {
	return [...elements.values()]
		.filter(({ meta, provides }) => meta?.operatingSystem || provides.includes("operating-system"))
		.map((element): OperatingSystem => {
			const { name, meta } = element;
			const system = meta?.operatingSystem;
			return {
				element: name,
				distribution: system?.distribution ?? name,
				...(meta ? { title: meta.title } : {}),
				releases: system?.releases ?? [],
				...given("usual", meta?.variables.DIB_RELEASE?.default),
				architectures: system?.architectures ?? [],
				tools: toolsOf(element, elements),
				mirrors: system?.mirrors ?? [],
			};
		})
		.sort((a, b) => Number(a.releases.length === 0) - Number(b.releases.length === 0) || order(a.element, b.element));
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function toolsOf(element: Element, elements: Catalogue["elements"]): string[] {
	const reached = new Set([element]);
	for (const { deps } of reached) {
		for (const name of deps) {
			const needed = elements.get(name);
			if (needed) reached.add(needed);
		}
	}
	return [...new Set([...reached].flatMap(({ meta }) => meta?.tools ?? []))];
}

/** The operating system a profile asks for by name. */
export function chosenSystem(profile: Profile, systems: readonly OperatingSystem[]): OperatingSystem | undefined {
	return systems.find(({ element }) => profile.elements?.includes(element));
}

/**
 * The profile with a release of an operating system, in the place of the one it had. Mirrors go with the distribution
 * they belong to. An empty release is the element's default.
 */
export function withRelease(
	profile: Profile,
	{ system, release }: { readonly system: OperatingSystem; readonly release: string },
	systems: readonly OperatingSystem[],
): Profile {
	const { release: _, mirrors, ...rest } = profile;
	const before = chosenSystem(profile, systems);
	const others = new Set(systems.map(({ element }) => element));
	const elements = profile.elements ?? [];
	const at = elements.findIndex((name) => others.has(name));
	const kept = elements.filter((name) => !others.has(name));
	const place = at < 0 ? kept.length : elements.slice(0, at).filter((name) => !others.has(name)).length;
	const stays = before?.distribution === system.distribution || profile.distribution === system.distribution;
	const { debian, "debian-security": security, ...otherMirrors } = mirrors ?? {};
	const keptMirrors = stays ? mirrors : otherMirrors;
	return {
		...rest,
		distribution: system.distribution,
		...(release ? { release } : {}),
		elements: kept.toSpliced(place, 0, system.element),
		...(keptMirrors && Object.keys(keptMirrors).length > 0 ? { mirrors: keptMirrors } : {}),
	};
}
