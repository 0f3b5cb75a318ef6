import type { Catalogue, Element } from "../../../core/element/element.js";
import {
	isFetched,
	mergeSources,
	type ProfileSource,
	shortVersion,
	sourceLabel,
} from "../../../core/element/source.js";
import { formatPlace } from "../../../core/errors.js";
import type { Profile } from "../../../core/profile/profile.js";
import { ago } from "../../../core/text/short-quantities.js";
import { type Fact, GAP } from "../../kit/components/facts.js";
import type { MenuEntry } from "../../kit/components/menu-list.js";
import { GLYPHS } from "../../kit/look/glyphs.js";
import type { Theme } from "../../kit/look/theme.js";
import type { ListedSource } from "../../services/sources.js";

/** A collection of elements that an image may use. */
export interface SourceRow {
	readonly name: string;
	/** What the image uses of it; undefined when it does not. */
	readonly chosen: ProfileSource | undefined;
	/** What this host knows of it; undefined when only the profile names it. */
	readonly listed: ListedSource | undefined;
	/** What the image needs of it is not on this host. */
	readonly missing: boolean;
}

/** Those that the image uses, in the order of the elements path, then the others. */
export function sourceRows(
	{ sources = [] }: Profile,
	listed: readonly ListedSource[],
	missing: readonly string[],
): SourceRow[] {
	const find = (name: string) => listed.find((one) => one.name === name);
	return [
		...sources.map((chosen) => ({
			name: chosen.name,
			chosen,
			listed: find(chosen.name),
			missing: missing.includes(chosen.name),
		})),
		...listed
			.filter(({ name }) => !sources.some((source) => source.name === name))
			.map((one) => ({ name: one.name, chosen: undefined, listed: one, missing: false })),
	];
}

/** The profile with a collection as it is now on this host; or without it. */
export function toggledSource(profile: Profile, { name, chosen, listed }: SourceRow): Profile {
	if (!chosen) return listed ? withSource(profile, listed.pin) : profile;
	const { sources = [], ...rest } = profile;
	const others = sources.filter((source) => source.name !== name);
	return others.length > 0 ? { ...rest, sources: others } : rest;
}

/** The profile with a collection at another commit, in the place that it has. */
export function withSource(profile: Profile, pin: ProfileSource): Profile {
	return { ...profile, sources: mergeSources(profile.sources ?? [], [pin]) };
}

/** The commit on this host, when it is another one than the image uses. */
export function newerVersion({ chosen, listed }: SourceRow): string | undefined {
	if (!chosen || !listed || listed.version === versionOf(chosen)) return undefined;
	return listed.version;
}

/** Before the value of a live folder: names of collections have no colon. */
export const LIVE = "live:";

/** Everything on the elements path, what comes first above: it wins a name. `live` folders lead it. */
export function sourceEntries(
	rows: readonly SourceRow[],
	path: readonly { readonly folder: string; readonly elements: number }[],
	live: readonly string[],
	theme: Theme,
	addKey: string,
): MenuEntry<string>[] {
	const own = path.slice(0, -1).filter(({ folder }) => !live.includes(folder));
	const builtIn = path.at(-1);
	const fixed = ({ folder, elements }: { folder: string; elements: number }) => ({
		heading: `      ${folder}  ${counted(elements, "element")}`,
	});
	return [
		...(live.length > 0 ? [{ heading: "Live folders, read again at every build" }] : []),
		...live.map((folder) => ({
			value: `${LIVE}${folder}`,
			label: `${GLYPHS.checked} ${folder}`,
			detail: counted(path.find((one) => one.folder === folder)?.elements ?? 0, "element"),
			sign: { glyph: " ", colour: undefined },
		})),
		...(live.length > 0 ? [{ heading: "" }] : []),
		...(own.length > 0 ? [{ heading: "Your own, on ELEMENTS_PATH" }, ...own.map(fixed), { heading: "" }] : []),
		{ heading: rows.length > 0 ? "Collections of others" : `Collections of others: none yet, ${addKey} adds one` },
		...rows.map((row) => ({ value: row.name, ...described(row, theme) })),
		...(builtIn ? [{ heading: "" }, { heading: "Built in" }, fixed(builtIn)] : []),
	];
}

function described(row: SourceRow, theme: Theme) {
	const { name, chosen, listed, missing } = row;
	const version = shortVersion(chosen ? versionOf(chosen) : (listed?.version ?? ""));
	const problems = listed?.problems.length ?? 0;
	const state = missing
		? "not on this host"
		: newerVersion(row)
			? "this host has another one"
			: listed
				? counted(listed.elements, "element")
				: "not added here";
	const concern = missing ? theme.error : problems > 0 ? theme.warn : undefined;
	return {
		label: `${chosen ? GLYPHS.checked : GLYPHS.unchecked} ${name}`,
		detail: `${version}  ${state}`,
		sign: { glyph: missing ? GLYPHS.failed : problems > 0 ? GLYPHS.warning : " ", colour: concern },
	};
}

const versionOf = ({ commit, installed = "" }: ProfileSource) => commit ?? installed;

/** What is known of a collection. `catalogue` is that of the image, when it can be read. */
export function sourceFacts(row: SourceRow, catalogue: Catalogue | undefined, now: number): Fact[] {
	const { name, chosen, listed, missing } = row;
	const origin = chosen?.from ?? listed?.origin ?? "";
	const newer = newerVersion(row);
	const pinned = chosen ? versionOf(chosen) : listed?.version;
	return [
		...(missing ? [{ text: "The image needs it, and it is not on this host.", tone: "error" } as const, GAP] : []),
		...(origin ? [{ label: "from", text: origin }] : []),
		...(listed?.by ? [{ label: "by", text: listed.by }] : []),
		...(pinned ? [{ label: chosen && !isFetched(chosen) ? "version" : "commit", text: pinned }] : []),
		...(newer ? [{ label: "this host", text: `has ${newer}`, tone: "warn" } as const] : []),
		...(listed?.committed && !newer ? [{ label: "made", text: ago(now - Date.parse(listed.committed)) }] : []),
		...(listed ? [{ label: "elements", text: String(listed.elements) }] : []),
		...(listed?.problems ?? []).flatMap(({ element, message, file, line }): Fact[] => [
			GAP,
			{ text: `${element}: ${message}`, tone: "warn" },
			...(file ? [{ text: formatPlace({ file, ...(line === undefined ? {} : { line }) }), tone: "dim" } as const] : []),
		]),
		...(chosen ? chosenFacts(name, catalogue) : []),
	];
}

/** What a live folder gives, and which elements further down the path it hides. */
export function liveFacts(folder: string, catalogue: Catalogue | undefined): Fact[] {
	const own = [...(catalogue?.elements.values() ?? [])].filter(({ collection }) => collection === folder);
	return [
		{ text: "Read again at every build, in front of everything else on the path." },
		...givenFacts(own, catalogue),
	];
}

/** What the image can have from it, and which elements further down the path that hides. */
function chosenFacts(name: string, catalogue: Catalogue | undefined): Fact[] {
	const source = catalogue?.sources.find((one) => one.name === name);
	if (!catalogue || !source) return [];
	const label = sourceLabel(source);
	const own = [...catalogue.elements.values()].filter((element) => element.source === label);
	return givenFacts(own, catalogue);
}

function givenFacts(own: readonly Element[], catalogue: Catalogue | undefined): Fact[] {
	const hiding = own.filter(({ path }) => catalogue?.shadowed.some(({ winner }) => winner === path));
	const names = (elements: readonly { readonly name: string }[]) => elements.map((one) => one.name).sort();
	return [
		...(own.length > 0 ? [GAP, { label: "gives", text: names(own).join(", ") }] : []),
		...(hiding.length > 0 ? [{ label: "hides", text: names(hiding).join(", ") }] : []),
	];
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
