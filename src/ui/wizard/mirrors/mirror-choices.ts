import type { OperatingSystem } from "../../../core/element/operating-systems.js";
import type { MirrorMeasure } from "../../../core/host/mirror.js";
import { ago, shortBytes } from "../../../core/text/short-quantities.js";
import type { MenuEntry } from "../../kit/components/menu-list.js";
import { GLYPHS } from "../../kit/look/glyphs.js";
import type { Theme } from "../../kit/look/theme.js";

/** A mirror that can be chosen. */
export interface MirrorCandidate {
	/** Absent: what the element or its bootstrap tool takes by itself. */
	readonly url?: string;
	readonly from: "host" | "default" | "used" | "profile" | "typed";
}

export interface MirrorSources {
	/** Of this host's own package sources. */
	readonly host: string | undefined;
	readonly system: Pick<OperatingSystem, "mirrors"> | undefined;
	/** Named by the profile when the step was entered. */
	readonly named: string | undefined;
	readonly typed: readonly string[];
	readonly used: readonly string[];
}

/** Each mirror once, under the first reason there is to offer it; the first one is what an image without a choice gets. */
export function mirrorCandidates({ host, system, named, typed, used }: MirrorSources): MirrorCandidate[] {
	const [first, ...defaults] = system?.mirrors.filter((mirror) => mirror.includes("://")) ?? [];
	const own = system === undefined || system.mirrors.includes("debian") ? host : undefined;
	const all: MirrorCandidate[] = [
		own ? { url: own, from: "host" } : first ? { url: first, from: "default" } : { from: "default" },
		...[...(own && first ? [first] : []), ...defaults].map((url) => ({ url, from: "default" }) as const),
		...(named ? [{ url: named, from: "profile" } as const] : []),
		...typed.map((url) => ({ url, from: "typed" }) as const),
		...used.map((url) => ({ url, from: "used" }) as const),
	];
	return all.filter(({ url }, index) => all.findIndex((other) => same(other.url, url)) === index);
}

const same = (a: string | undefined, b: string | undefined) => a?.replace(/\/+$/, "") === b?.replace(/\/+$/, "");

/** Value of the entry that leaves the choice to host and element. */
export const OWN = "own";
/** Value of the entry that opens a field. */
export const ANOTHER = "another";

const FROM = {
	host: "host's own",
	default: "default",
	used: "used before",
	profile: "the profile's",
	typed: "typed",
};

/** Candidates with what measuring them has shown so far, and the way to another one. */
export function mirrorEntries(
	candidates: readonly MirrorCandidate[],
	chosen: string | undefined,
	measureOf: (url: string) => MirrorMeasure | undefined,
	theme: Theme,
	now: number,
): MenuEntry<string>[] {
	const own = chosen === undefined || same(chosen, candidates[0]?.url);
	return [
		...candidates.map(({ url, from }, index) => {
			const measure = url === undefined ? undefined : measureOf(url);
			const words = url === undefined ? "not known before the build" : measureWords(measure, now);
			return {
				value: index === 0 ? OWN : (url ?? OWN),
				label: url ?? "what the bootstrap tool takes by itself",
				detail: `${FROM[from]}, ${words}`,
				current: index === 0 ? own : !own && same(chosen, url),
				sign: measureSign(measure, theme),
			};
		}),
		{
			value: ANOTHER,
			label: "another one",
			detail: "type its address",
			current: false,
			sign: { glyph: GLYPHS.arrow, colour: theme.dim },
		},
	];
}

/** `12 ms, 8.4M/s, 3h ago`: answer, speed, last written. */
export function measureWords(measure: MirrorMeasure | undefined, now: number): string {
	if (!measure) return "asking …";
	if (!measure.ok) return measure.why;
	const { milliseconds, bytesPerSecond, date } = measure;
	return [
		`${milliseconds} ms`,
		...(bytesPerSecond === undefined ? [] : [`${shortBytes(bytesPerSecond)}/s`]),
		...(date === undefined ? [] : [ago(now - Date.parse(date))]),
	].join(", ");
}

function measureSign(measure: MirrorMeasure | undefined, theme: Theme): { glyph: string; colour: string | undefined } {
	if (!measure) return { glyph: GLYPHS.waiting, colour: theme.dim };
	return measure.ok ? { glyph: GLYPHS.ok, colour: theme.ok } : { glyph: GLYPHS.failed, colour: theme.error };
}
