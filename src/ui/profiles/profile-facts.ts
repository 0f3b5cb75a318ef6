import type { Profile } from "../../core/profile/profile.js";
import type { Fact } from "../kit/components/facts.js";

/** What a profile builds, for a pane beside it. Only what it says itself: everything else is a default. */
export function profileFacts(profile: Profile): Fact[] {
	const { disk, outputs, user, packages = [], variables = {}, mirrors } = profile;
	const layout = disk?.layout;
	const rows: readonly (readonly [string, string | undefined])[] = [
		["release", [profile.distribution, profile.release].filter(Boolean).join(" ")],
		["architecture", profile.architecture ?? "this host's own"],
		["elements", profile.elements?.join(", ")],
		["packages", packages.join(", ")],
		["variables", Object.keys(variables).join(", ")],
		["mirror", mirrors?.debian],
		[
			"disk",
			[typeof layout === "object" ? "own layout" : layout, disk?.["file-system"], disk?.size]
				.filter(Boolean)
				.join(", "),
		],
		["outputs", outputs?.map(({ format, compression }) => [format, compression].filter(Boolean).join(" ")).join(", ")],
		["user", user?.name],
	];
	return rows.flatMap(([label, text]) => (text ? [{ label, text }] : []));
}
