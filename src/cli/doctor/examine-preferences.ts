import type { HostFinding } from "../../core/host/host-finding.js";
import { preferencesFile, readText } from "../../profiles/peek-preferences.js";

/** A line for everything in the preferences that is not as it should be; none where nobody keeps any. */
export async function examinePreferences(env: Readonly<Record<string, string>>): Promise<HostFinding[]> {
	const file = preferencesFile(env);
	if (readText(file) === undefined) return [];
	// What knows keys and colours brings React along, which most programs start without.
	const { preferenceProblems } = await import("./preference-problems.js");
	const problems = preferenceProblems(env);
	if (problems.length === 0) return [{ group: "Preferences", name: "preferences", state: "ok", detail: file }];
	return problems.map(({ message, place, next }): HostFinding => {
		const where = place?.line === undefined ? file : `${file}:${place.line}`;
		return {
			group: "Preferences",
			name: "preferences",
			state: "warning",
			detail: `${message} (${where})`,
			cure: next.join(" "),
		};
	});
}
