import type { HostFinding } from "../../core/host/host-finding.js";
import type { MenuEntry } from "../kit/components/menu-list.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import type { Theme } from "../kit/look/theme.js";

const SIGNS = { ok: GLYPHS.ok, missing: GLYPHS.failed, warning: GLYPHS.warning } as const;

/** Findings under their groups; a value is the finding's place in the list. */
export function doctorEntries(findings: readonly HostFinding[], theme: Theme): MenuEntry<string>[] {
	const colours = { ok: theme.ok, missing: theme.error, warning: theme.warn };
	return findings.flatMap((finding, index): MenuEntry<string>[] => {
		const { group, name, state, detail } = finding;
		const before = findings[index - 1];
		return [
			...(before && before.group !== group ? [{ heading: "" }] : []),
			...(before?.group === group ? [] : [{ heading: group }]),
			{ value: String(index), label: name, detail, sign: { glyph: SIGNS[state], colour: colours[state] } },
		];
	});
}
