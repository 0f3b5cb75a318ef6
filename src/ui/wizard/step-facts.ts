import { sourceLabel } from "../../core/element/source.js";
import type { Profile } from "../../core/profile/profile.js";
import type { Step } from "../app/router.js";
import { type Fact, GAP } from "../kit/components/facts.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { compiledPlan, type DraftState } from "./draft.js";

/** What is chosen in a step and what it means, for the pane beside the menu. */
export function stepFacts(step: Step, { build: { profile }, plan }: Pick<DraftState, "build" | "plan">): Fact[] {
	const compiled = compiledPlan(plan);
	const facts = FACTS[step]({ profile, ...(compiled ? { compiled } : {}) });
	if (plan.status !== "failed") return facts;
	const { message, next } = plan.error;
	const problem: Fact[] = [
		{ text: message, tone: "error" },
		...next.map((text): Fact => ({ text, glyph: GLYPHS.arrow })),
	];
	return step === "review"
		? problem
		: [...facts, GAP, { text: "The image cannot be built yet:", tone: "dim" }, ...problem];
}

interface Chosen {
	readonly profile: Profile;
	readonly compiled?: NonNullable<ReturnType<typeof compiledPlan>>;
}

const meaning = (text: string): Fact[] => [{ text, tone: "dim" }, GAP];

const FACTS: Readonly<Record<Step, (chosen: Chosen) => Fact[]>> = {
	release: ({ profile, compiled }) => {
		const system = compiled?.elements.find(
			({ meta, provides }) => meta?.operatingSystem || provides.includes("operating-system"),
		);
		return [
			...meaning("Which release of which distribution the image holds."),
			{
				label: "distribution",
				text: profile.distribution ?? system?.meta?.operatingSystem?.distribution ?? "as the element says",
			},
			{ label: "release", text: profile.release ?? compiled?.environment.DIB_RELEASE ?? "the element's default" },
			...(system
				? [{ label: "element", text: system.meta ? `${system.name}: ${system.meta.title}` : system.name }]
				: []),
		];
	},
	architecture: ({ profile, compiled }) => [
		...meaning("For which processors the image is made."),
		{ label: "architecture", text: compiled?.plan.architecture ?? profile.architecture ?? "" },
		...(profile.architecture === undefined
			? [{ label: "", text: "this host's own, as nobody asked for another" } as const]
			: []),
	],
	elements: ({ profile, compiled }) => {
		const asked = new Set(profile.elements);
		const pulled =
			compiled?.plan.resolution.selected.filter(({ name }) => !asked.has(name)).map(({ name }) => name) ?? [];
		return [
			...meaning("What goes into the image, and what that needs."),
			{ label: "chosen", text: [...asked].join(", ") || "none" },
			...(profile.packages?.length ? [{ label: "packages", text: profile.packages.join(", ") }] : []),
			...(pulled.length > 0 ? [{ label: "needed", text: pulled.join(", ") }] : []),
			...(compiled?.plan.sources ? [{ label: "with", text: compiled.plan.sources.map(sourceLabel).join(", ") }] : []),
		];
	},
	variables: ({ profile }) => {
		const set = Object.entries(profile.variables ?? {});
		return [
			...meaning("Settings that the elements read."),
			...(set.length === 0 ? [{ text: "All are left at their defaults." }] : []),
			...set.map(([label, value]) => ({ label, text: typeof value === "string" ? value : "kept outside the profile" })),
		];
	},
	mirrors: ({ profile: { mirrors }, compiled }) => [
		...meaning("Where the packages come from."),
		{
			label: "mirror",
			text: mirrors?.debian ?? compiled?.environment.DIB_DISTRIBUTION_MIRROR ?? "the distribution's default",
		},
		...(mirrors?.["debian-security"] ? [{ label: "security", text: mirrors["debian-security"] }] : []),
		...(mirrors?.proxy ? [{ label: "proxy", text: mirrors.proxy }] : []),
		...(mirrors?.["apt-sources"] ? [{ label: "apt sources", text: mirrors["apt-sources"] }] : []),
	],
	disk: ({ compiled }) => [
		...meaning("How the disk is laid out, and which files are made."),
		...(compiled?.plan.disk.drawing ?? []).map((text) => ({ text: text.replace(/ {2}/g, "\u00a0\u00a0") })),
		GAP,
		...(compiled?.plan.outputs ?? []).map(({ format, file }) => ({ label: format, text: file })),
	],
	review: ({ compiled }) => {
		if (!compiled) return [{ text: "The plan is being made …", tone: "dim" }];
		const { plan } = compiled;
		const hooks = plan.phases.reduce((sum, { hooks: some }) => sum + some.length, 0);
		const missing = plan.tools.filter(({ present }) => !present);
		return [
			{ text: "The plan is complete; b builds it.", tone: "ok" },
			GAP,
			{ label: "image", text: plan.outputs.map(({ file }) => file).join(", ") || "no file" },
			{ label: "elements", text: `${plan.resolution.selected.length}` },
			{ label: "hooks", text: `${hooks} in ${plan.phases.filter(({ hooks: some }) => some.length > 0).length} phases` },
			...missing.map(({ tool, neededFor }): Fact => ({ text: `${tool} is missing: ${neededFor}`, tone: "error" })),
			...plan.warnings.map(({ message }): Fact => ({ text: message, tone: "warn" })),
		];
	},
};
