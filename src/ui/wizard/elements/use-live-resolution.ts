import { useMemo, useRef } from "react";
import type { Catalogue } from "../../../core/element/element.js";
import type { Profile } from "../../../core/profile/profile.js";
import type { Resolution } from "../../../core/resolve/resolution.js";
import { asksOf } from "./asked-elements.js";
import { standings } from "./element-state.js";
import { type LiveResolution, resolveProfile } from "./live-resolution.js";

export interface UsedResolution {
	readonly live: LiveResolution;
	/** The newest one that succeeded. */
	readonly resolution: Resolution | undefined;
	readonly standing: ReturnType<typeof standings>;
}

/** What the choices come to, resolved anew with every change of them. */
export function useLiveResolution(profile: Profile, catalogue: Catalogue, architecture: string): UsedResolution {
	const live = useMemo(() => resolveProfile(profile, catalogue, architecture), [profile, catalogue, architecture]);
	const standing = useMemo(() => standings(live, asksOf(profile), catalogue.elements), [live, profile, catalogue]);
	const newest = useRef<Resolution>(undefined);
	if (live.ok) newest.current = live.resolution;
	return { live, resolution: newest.current, standing };
}
