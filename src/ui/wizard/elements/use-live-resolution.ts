import { useMemo, useRef } from "react";
import type { Catalogue } from "../../../core/element/element.js";
import type { Profile } from "../../../core/profile/profile.js";
import type { Resolution } from "../../../core/resolve/resolution.js";
import { askedElements } from "./asked-elements.js";
import { elementStates } from "./element-state.js";
import { type LiveResolution, resolveProfile } from "./live-resolution.js";

export interface UsedResolution {
	readonly live: LiveResolution;
	/** The newest one that succeeded. */
	readonly resolution: Resolution | undefined;
	readonly stateOf: ReturnType<typeof elementStates>;
}

/** What the choices come to, resolved again with every change of them. */
export function useLiveResolution(profile: Profile, catalogue: Catalogue, architecture: string): UsedResolution {
	const live = useMemo(() => resolveProfile(profile, catalogue, architecture), [profile, catalogue, architecture]);
	const stateOf = useMemo(
		() => elementStates(live, askedElements(profile), catalogue.elements),
		[live, profile, catalogue],
	);
	const newest = useRef<Resolution>(undefined);
	if (live.ok) newest.current = live.resolution;
	return { live, resolution: newest.current, stateOf };
}
