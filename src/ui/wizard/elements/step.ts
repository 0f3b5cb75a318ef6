import { sourceLabel } from "../../../core/element/source.js";
import type { Step } from "../step.js";
import { ElementsScreen } from "./elements.js";

export const elements: Step = {
	id: "elements",
	title: "Elements",
	meaning: "What goes into the image, and what that needs.",
	value({ profile: { elements: asked = [], packages = [] }, compiled }) {
		const selected = compiled?.plan.resolution.selected.length;
		const more = packages.length === 0 ? "" : `, ${packages.length} ${packages.length === 1 ? "package" : "packages"}`;
		return `${asked.length} chosen${selected === undefined ? "" : `, ${selected} in all`}${more}`;
	},
	facts({ profile, compiled }) {
		const asked = new Set(profile.elements);
		const pulled =
			compiled?.plan.resolution.selected.filter(({ name }) => !asked.has(name)).map(({ name }) => name) ?? [];
		return [
			{ label: "chosen", text: [...asked].join(", ") || "none" },
			...(profile.packages?.length ? [{ label: "packages", text: profile.packages.join(", ") }] : []),
			...(pulled.length > 0 ? [{ label: "needed", text: pulled.join(", ") }] : []),
			...(compiled?.plan.sources ? [{ label: "with", text: compiled.plan.sources.map(sourceLabel).join(", ") }] : []),
		];
	},
	errors: [
		"elements-path",
		"already-provided",
		"requested-is-provided",
		"no-operating-system",
		"no-elements",
		"source-missing",
		"source-not-found",
		"source-damaged",
		"commit-not-found",
		"duplicate-hook",
		"element-*",
	],
	// What the elements are for needs the room before the other steps' values do.
	railFrom: 140,
	Screen: ElementsScreen,
};
