import type { Input } from "./input.js";
import { PRIVATE_BELOW } from "./key.js";
import type { LayerRecord } from "./record.js";
import { observedPlace } from "./task-inputs.js";

const isSecret = ({ name, value }: Input) => name.startsWith("environment ") && value.startsWith("secret ");

/** The files and folders of the host that a task has read. */
export function hostPlaces(observed: readonly Input[]): string[] {
	return observed.flatMap(({ name }) => {
		const place = observedPlace(name);
		return place?.kind === "host-file" || place?.kind === "host-folder" ? [place.path] : [];
	});
}

/** Whether what a task left, and all that stands on it, may hold what is nobody else's. */
export function isPrivate(
	{ inputs, observed }: Pick<LayerRecord, "inputs" | "observed">,
	isPrivatePlace: (path: string) => boolean,
): boolean {
	return (
		[...inputs, ...observed].some((input) => isSecret(input) || input.name === PRIVATE_BELOW.name) ||
		hostPlaces(observed).some(isPrivatePlace)
	);
}

/** Whether a layer is good for other machines, and nothing private can be in it. */
export function isShareable({ inputs, observed, layer, key, declaredKey, outside }: LayerRecord): boolean {
	const isWhole = layer !== undefined && key !== declaredKey && outside.length === 0;
	return isWhole && hostPlaces(observed).length === 0 && !isPrivate({ inputs, observed }, () => true);
}
