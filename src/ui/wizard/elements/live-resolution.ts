import type { Catalogue } from "../../../core/element/element.js";
import type { Profile } from "../../../core/profile/profile.js";
import { profileElements } from "../../../core/profile/variables.js";
import { type Cure, cures } from "../../../core/resolve/cures.js";
import { prepareRequest } from "../../../core/resolve/prepare.js";
import type { Resolution } from "../../../core/resolve/resolution.js";
import { type Refused, tryResolve } from "../../../core/resolve/resolve.js";
import { withElement, withoutElement } from "./asked-elements.js";

/** What the choices of a profile come to. */
export type LiveResolution =
	| { readonly ok: true; readonly resolution: Resolution }
	| (Refused & {
			/** Single choices after which it resolves. */
			readonly cures: readonly Cure[];
	  });

/** Resolves the elements of a profile as a build would (contract §4.4, §4.5). */
export function resolveProfile(
	profile: Profile,
	catalogue: Pick<Catalogue, "elements">,
	architecture: string,
): LiveResolution {
	const attempt = (elements: readonly string[], skipBase: boolean) =>
		tryResolve(prepareRequest({ elements, architecture, skipBase }), catalogue);
	const skipBase = profile["skip-base"] ?? false;
	const asked = profileElements(profile);
	const result = attempt(asked, skipBase);
	if (result.ok) return result;
	const removable = skipBase || asked.includes("base") ? asked : [...asked, "base"];
	const resolves = (names: readonly string[]) => attempt(names, !names.includes("base")).ok;
	return { ...result, cures: cures(result, removable, catalogue.elements, resolves) };
}

/** The profile after a cure. */
export function cured(profile: Profile, { remove, add }: Cure): Profile {
	const less = remove === undefined ? profile : withoutElement(profile, remove);
	return add === undefined ? less : withElement(less, add);
}
