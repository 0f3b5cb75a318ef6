import { chosenSystem, type OperatingSystem } from "../../../core/element/operating-systems.js";
import { architectureName } from "../../../core/host/architecture.js";
import type { Profile } from "../../../core/profile/profile.js";
import { type Fact, GAP } from "../../kit/components/facts.js";
import type { MenuEntry } from "../../kit/components/menu-list.js";

/** Value of an entry; an element's name holds no blank. */
export const releaseValue = ({ element, releases }: OperatingSystem, release = releases[0]?.name): string =>
	release === undefined ? element : `${element} ${release}`;

/** What a value stands for; without a release one has to be typed. */
export function readValue(
	value: string,
	systems: readonly OperatingSystem[],
): { readonly system: OperatingSystem; readonly release: string | undefined } {
	const [element, ...release] = value.split(" ");
	const system = systems.find((one) => one.element === element);
	if (!system) throw new Error(`no operating system is called ${element}`);
	return { system, release: release.length > 0 ? release.join(" ") : undefined };
}

/** Every release under its distribution; those that cannot be had say why. */
export function releaseEntries(
	systems: readonly OperatingSystem[],
	profile: Profile,
	architecture: string,
): MenuEntry<string>[] {
	const chosen = chosenSystem(profile, systems);
	const described = systems.filter(({ releases }) => releases.length > 0);
	const bare = systems.filter(({ releases }) => releases.length === 0);
	return [
		...described.flatMap((system, index): MenuEntry<string>[] => [
			...(index > 0 ? [{ heading: "" }] : []),
			{ heading: `${system.distribution}, element ${system.element}` },
			...releasesOf(system, chosen === system ? profile.release : undefined).map(({ name, title }) => ({
				value: releaseValue(system, name),
				label: name,
				detail: title ?? "",
				current: system === chosen && name === profile.release,
				...whyNot(system, architecture),
			})),
		]),
		...(described.length > 0 && bare.length > 0 ? [{ heading: "" }] : []),
		...(bare.length > 0 ? [{ heading: "elements that name no releases" }] : []),
		...bare.map((system) => ({
			value: system.element,
			label: system.element,
			detail: system === chosen && profile.release ? profile.release : "type the release",
			current: system === chosen,
		})),
	];
}

/** The element's own list, and the one of the profile although the element may not know it. */
function releasesOf({ releases }: OperatingSystem, wanted: string | undefined): OperatingSystem["releases"] {
	const known = wanted === undefined || releases.some(({ name }) => name === wanted);
	return known ? releases : [...releases, { name: wanted, title: "of the profile, not known to the element" }];
}

function whyNot(
	{ architectures }: Pick<OperatingSystem, "architectures">,
	architecture: string,
): { disabled?: string } {
	if (architecture === "" || architectures.length === 0 || architectures.includes(architectureName(architecture)))
		return {};
	return { disabled: `not for ${architecture}: choose another architecture first` };
}

export interface ReleaseSurroundings {
	/** Tools of the operating system that are not on this host. */
	readonly missing: readonly string[];
	readonly architecture: string;
}

/** What a release needs: tools, network, architectures. */
export function releaseFacts(
	{ element, distribution, title, tools, architectures, mirrors, releases }: OperatingSystem,
	release: string | undefined,
	{ missing, architecture }: ReleaseSurroundings,
): Fact[] {
	const lacking = new Set(missing);
	return [
		{ text: `${distribution} ${release ?? ""}`.trim(), tone: "strong" },
		{ text: releases.find(({ name }) => name === release)?.title ?? title ?? "", tone: "dim" },
		GAP,
		{ label: "element", text: title ? `${element}: ${title}` : element },
		{ label: "architectures", text: architectures.join(", ") || "not told by the element" },
		...(whyNot({ architectures }, architecture).disabled
			? [{ label: "", text: `not for ${architecture}`, tone: "warn" } as const]
			: []),
		{ label: "network", text: mirrors.length > 0 ? "packages from a mirror" : "whatever its hooks fetch" },
		...tools.map(
			(tool, index): Fact => ({
				label: index === 0 ? "tools" : "",
				text: lacking.has(tool) ? `${tool} is missing: the doctor installs it` : tool,
				tone: lacking.has(tool) ? "error" : "ok",
			}),
		),
		...(tools.length === 0 ? [{ label: "tools", text: "none that it tells" }] : []),
	];
}
