import { columns } from "../explore/columns.js";
import { shortAge, shortBytes } from "../text/short-quantities.js";
import { isNewer } from "./rotation.js";
import type { PublishedImage } from "./target.js";

/** What is to be said of an image in a word or two: `current`, `older, hidden`, `damaged`. */
export function stateWords({ stage, usable, visible, isProtected }: PublishedImage): string {
	const state = stage === "unfinished" ? "unfinished" : usable ? stage : "damaged";
	return [state, ...(stage !== "unfinished" && !visible ? ["hidden"] : []), ...(isProtected ? ["protected"] : [])].join(
		", ",
	);
}

/** The images of a target as lines, by rule, the newest first. */
export function imageLines(images: readonly PublishedImage[], now: number): string[] {
	if (images.length === 0) return ["  nothing that diskwright has published"];
	const sorted = [...images].sort((a, b) => (a.rule ?? "").localeCompare(b.rule ?? "") || (isNewer(a, b) ? -1 : 1));
	const rows = sorted.map((image) => [
		image.name,
		stateWords(image),
		image.bytes === undefined ? "" : shortBytes(image.bytes),
		shortAge(now - image.created),
		image.run ?? "-",
		image.file ?? image.id,
	]);
	return columns([["NAME", "STATE", "SIZE", "AGE", "RUN", "IMAGE"], ...rows], "  ");
}
