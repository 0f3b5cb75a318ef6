import { architectureName } from "../host/architecture.js";

/** What our block device elements refuse to be built for, and what they say to take instead. */
const REFUSED: Readonly<Record<string, { readonly layouts: readonly string[]; readonly instead: string }>> = {
	arm64: { layouts: ["mbr", "gpt"], instead: "efi" },
	ppc64el: { layouts: ["efi"], instead: "gpt" },
};

/** The layout to take instead of one that does not boot on an architecture; undefined for all that may. */
export function layoutInstead(layout: string, architecture: string): string | undefined {
	const refused = REFUSED[architectureName(architecture)];
	return refused?.layouts.includes(layout) ? refused.instead : undefined;
}
