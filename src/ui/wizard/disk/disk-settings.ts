import { FORMATS, OUTPUT_FORMATS } from "../../../core/output/output-formats.js";
import { COMPRESSIONS } from "../../../core/planning/build-options.js";
import type { Plan } from "../../../core/planning/plan.js";
import type { Profile } from "../../../core/profile/profile.js";
import type { SettingEntry } from "../../kit/components/setting-list.js";
import { type ChangeProfile, formLines, oneOf, withValue } from "../form-lines.js";

type Layout = NonNullable<NonNullable<Profile["disk"]>["layout"]>;
type Output = NonNullable<Profile["outputs"]>[number];

const LAYOUTS = [
	{ value: "mbr", label: "mbr", note: "one partition, boots under BIOS" },
	{ value: "gpt", label: "gpt", note: "two partitions, boots under BIOS" },
	{ value: "efi", label: "efi", note: "three partitions, boots under EFI and BIOS" },
	{ value: "none", label: "none", note: "no partitions: one file system" },
	{ value: "file", label: "own file", note: "a block device configuration in YAML" },
] as const;

/** Disk and outputs of a profile as settings; `change` takes the changed profile. */
export function diskSettings(profile: Profile, plan: Plan | undefined, change: ChangeProfile): SettingEntry[] {
	return [
		...layoutSettings(profile, plan, change),
		...formLines("disk", profile, plan, change),
		...offered(outputsOf(profile, plan)).flatMap((format) => [
			formatSetting(format, profile, plan, change),
			...(format === "qcow2" ? compressionSetting(profile, plan, change) : []),
		]),
	];
}

function layoutSettings(profile: Profile, plan: Plan | undefined, change: ChangeProfile): SettingEntry[] {
	const layout = profile.disk?.layout;
	const kind = layout === undefined ? layoutOf(profile) : typeof layout === "string" ? layout : "file";
	const own = plannedLayout(plan);
	const unfit = plan?.warnings.find(({ code }) => code === "layout-architecture");
	return [
		{
			kind: "choice",
			name: "layout",
			label: "Layout",
			value: kind,
			options: [
				{ value: "default", label: kind === "default" && own ? `${own}, the usual one` : "the usual one" },
				...LAYOUTS,
			],
			note: LAYOUTS.find(({ value }) => value === (kind === "default" ? own : kind))?.note ?? "as the elements say",
			...(unfit ? { problem: unfit.hint ?? unfit.message } : {}),
			onChange: (value) => change((before) => withLayout(before, chosenLayout(value))),
		},
		...(typeof layout === "object" ? [ownLayout(layout, change)] : []),
	];
}

/** The elements may bring a layout of their own. */
function layoutOf({ elements = [] }: Profile): string {
	return elements.find((name) => /^block-device-(mbr|gpt|efi)$/.test(name))?.slice("block-device-".length) ?? "default";
}

/** The layout that a plan has taken, when it is one that can be chosen here. */
export function plannedLayout(plan: Plan | undefined): string | undefined {
	const names = plan?.resolution.selected.map(({ name }) => name) ?? [];
	return names.map((name) => /^block-device-(mbr|gpt|efi)$/.exec(name)?.[1]).find(Boolean);
}

function chosenLayout(value: string): Layout | undefined {
	if (value === "default") return undefined;
	return value === "file" ? { file: "" } : (value as Layout);
}

/** A named layout takes the place of an element that says the same; without one the elements and the architecture decide. */
function withLayout(profile: Profile, layout: Layout | undefined): Profile {
	const elements = profile.elements?.filter((name) => !/^block-device-(mbr|gpt|efi)$/.test(name));
	return withValue({ ...profile, ...(elements ? { elements } : {}) }, ["disk", "layout"], layout);
}

function ownLayout(layout: Exclude<Layout, string>, change: ChangeProfile): SettingEntry {
	return {
		kind: "text",
		name: "file",
		label: "  file",
		value: "file" in layout ? layout.file : "",
		placeholder: "config" in layout ? "in the profile itself" : "path of the configuration",
		note: "relative to the profile",
		...("file" in layout && layout.file === "" ? { problem: "Type the path of the file: space" } : {}),
		onChange: (text) => change((before) => withValue(before, ["disk", "layout"], { file: text.trim() })),
	};
}

/** The formats that people are told of, and whatever else the profile names. */
function offered(outputs: readonly Output[]): readonly Output["format"][] {
	return [...new Set([...OUTPUT_FORMATS, ...outputs.map(({ format }) => format)])];
}

function formatSetting(
	format: Output["format"],
	profile: Profile,
	plan: Plan | undefined,
	change: ChangeProfile,
): SettingEntry {
	const outputs = outputsOf(profile, plan);
	const on = outputs.some((output) => output.format === format);
	return {
		kind: "toggle",
		name: format,
		label: format,
		value: on,
		note: FORMATS[format].meaning,
		...(on && outputs.length === 1 ? { fixed: "One output must stay." } : {}),
		onChange: (value) =>
			change((before) => ({
				...before,
				outputs: value ? [...outputs, { format }] : outputs.filter((output) => output.format !== format),
			})),
	};
}

function compressionSetting(profile: Profile, plan: Plan | undefined, change: ChangeProfile): SettingEntry[] {
	const outputs = outputsOf(profile, plan);
	const qcow2 = outputs.find(({ format }) => format === "qcow2");
	if (!qcow2) return [];
	const set = (value: string) =>
		change((before) => ({
			...before,
			outputs: outputs.map((output) =>
				output === qcow2 ? { ...output, compression: value as Output["compression"] } : output,
			),
		}));
	const note = { zstd: "small and quick, QEMU 5.1 and later", zlib: "for any QEMU", none: "quickest, largest" };
	const value = qcow2.compression ?? plan?.settings.compression ?? "zstd";
	return [
		oneOf({
			...{ name: "compression", label: "  compression", note: note[value] },
			...{ value, choices: COMPRESSIONS, onChange: set },
		}),
	];
}

function outputsOf(profile: Profile, plan: Plan | undefined): readonly Output[] {
	return profile.outputs ?? plan?.outputs.map(({ format }) => ({ format })) ?? [{ format: "qcow2" }];
}
