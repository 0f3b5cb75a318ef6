import type { ElementCategory } from "../../../core/element/element.js";

/** Headings of the lists of elements. */
export const CATEGORY_TITLES: Readonly<Record<ElementCategory, string>> = {
	"operating-system": "Operating systems",
	"block-device": "Block devices",
	boot: "Boot",
	packages: "Packages",
	cloud: "Clouds",
	access: "Access",
	network: "Network",
	debug: "Debugging",
	tools: "Tools for other elements",
	other: "Others",
};
