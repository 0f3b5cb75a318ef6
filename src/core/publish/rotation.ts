import type { PublishedImage } from "./target.js";

/** What becomes of the images that a new one takes the place of. */
export interface RotationRule {
	/** How many stay in all, the new one included; all when absent. */
	readonly keep?: number;
	/** Older ones are removed after this time. */
	readonly maxAgeSeconds?: number;
	/** What becomes of those that stay. */
	readonly older: "hide" | "rename" | "leave";
}

export interface RotationStep {
	readonly image: PublishedImage;
	readonly action: "rename" | "hide" | "remove";
	/** Why, as the end of a sentence. */
	readonly why: string;
}

/** An image that somebody else's machine sends is taken for abandoned after this time. */
const ABANDONED_MS = 24 * 3_600_000;

/** Of two images that are shown, the one that stays: the same for everybody who compares them. */
export const isNewer = (one: PublishedImage, other: PublishedImage): boolean =>
	one.since === other.since ? one.id > other.id : one.since > other.since;

/**
 * What is to be done with the images of a rule that are older than the current one, in this order; nothing for those that are protected.
 * Two machines that publish at the same time so never hide both images.
 * Those that have to go are told only after all others are older ones, so that whoever looks finds the new one first.
 */
export function planRotation(
	images: readonly PublishedImage[],
	current: PublishedImage,
	{ keep, maxAgeSeconds, older }: RotationRule,
	now: number,
): readonly RotationStep[] {
	const others = images
		.filter((image) => image.id !== current.id && image.stage !== "unfinished" && !image.isProtected)
		.filter((image) => isNewer(current, image))
		.sort((a, b) => (isNewer(a, b) ? -1 : 1));
	// Protected ones take no place: whoever protects one wants it besides.
	const tooMany = new Set(keep === undefined ? [] : others.slice(Math.max(0, keep - 1)));
	const isTooOld = ({ created }: PublishedImage) => maxAgeSeconds !== undefined && now - created > maxAgeSeconds * 1000;
	const goes = (image: PublishedImage) => tooMany.has(image) || isTooOld(image);
	const action = older === "leave" ? undefined : older;
	const retired = others.filter((image) => action && image.stage === "current" && !goes(image));
	return [
		...retired.map((image) => ({ image, action: action as "hide" | "rename", why: "a newer one has taken its place" })),
		...others.filter(goes).map((image) => ({
			image,
			action: "remove" as const,
			why: tooMany.has(image) ? `only ${keep} are kept` : "it is older than max-age",
		})),
	];
}

/** What an interrupted run has left: images that nobody is sending any more. `sender` is this machine, which sends nothing else. */
export function abandoned(images: readonly PublishedImage[], sender: string, now: number): readonly PublishedImage[] {
	return images.filter(
		(image) =>
			image.stage === "unfinished" &&
			!image.isProtected &&
			(image.sender === sender || now - image.updated > ABANDONED_MS),
	);
}
