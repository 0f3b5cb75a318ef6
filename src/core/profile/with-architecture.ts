import { layoutInstead } from "../disk/layout-fit.js";
import type { Profile } from "./profile.js";

/**
 * The profile for another architecture. A layout that does not boot there and that nobody has chosen (it is `usual`)
 * gives way to the architecture's own; a chosen one stays, and the plan warns of it.
 */
export function withArchitecture(
	profile: Profile,
	architecture: string,
	usual: NonNullable<Profile["disk"]>["layout"],
): Profile {
	const { layout, ...disk } = profile.disk ?? {};
	const follows = typeof layout === "string" && layout === usual && layoutInstead(layout, architecture) !== undefined;
	const { disk: _, ...others } = profile;
	if (!follows) return { ...profile, architecture };
	return { ...others, architecture, ...(Object.keys(disk).length > 0 ? { disk } : {}) };
}
