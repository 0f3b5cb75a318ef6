import { columns } from "../../../core/explore/columns.js";
import type { LayerLimits } from "../../../core/layers/forget.js";
import { ago, shortBytes, shortDuration } from "../../../core/text/short-quantities.js";
import { cleanLine } from "../../../core/text/terminal-text.js";
import type { ListedImage } from "../../../layers/kept-image/kept-image-store.js";
import type { ListedEntry } from "../../../layers/store/list.js";
import { SHORT_KEY } from "./find-layer.js";

const DAY_MS = 86_400_000;

/** A layer as JSON shows it. */
export function layerJson({ key, record, damaged, bytes, used, inUse, path }: ListedEntry) {
	return {
		...{ key, task: record?.task, image: record?.image, bytes, inUse },
		...{ used: new Date(used).toISOString(), made: record && new Date(record.made).toISOString() },
		...{ milliseconds: record?.ms, runsAgain: record?.outside, damaged, folder: path },
	};
}

/** The layers, those that were used last first, and how many there may be. */
export function listText(entries: readonly ListedEntry[], limits: LayerLimits, now: number): string {
	if (entries.length === 0) return "No layers are kept yet.\n";
	const rows = [...entries]
		.sort((one, other) => other.used - one.used || (one.record?.depth ?? 0) - (other.record?.depth ?? 0))
		.map((entry) => [
			entry.key.slice(0, SHORT_KEY),
			cleanLine(entry.record?.task ?? "?"),
			cleanLine(entry.record?.image ?? "?"),
			entry.record && !entry.record.layer ? "-" : shortBytes(entry.bytes),
			ago(now - entry.used),
			state(entry),
		]);
	return `${columns(rows)
		.map((line) => `${line.trimEnd()}\n`)
		.join("")}\n${totalText(entries, limits)}\n`;
}

function state({ inUse, damaged, record }: ListedEntry): string {
	if (damaged !== undefined) return cleanLine(damaged);
	if (record && record.outside.length > 0) return "is run again in every build";
	return inUse ? "in use" : "";
}

/** `3 layers take 12M; …`. */
function totalText(entries: readonly ListedEntry[], { reserved, most, minimumFree, keepMs }: LayerLimits): string {
	const bytes = shortBytes(entries.reduce((sum, entry) => sum + entry.bytes, 0));
	const layers = entries.length === 1 ? "1 layer takes" : `${entries.length} layers take`;
	const days = Math.round(keepMs / DAY_MS);
	const stay = `${shortBytes(reserved)} stay, beyond that what was used within ${days} days`;
	return `${layers} ${bytes}; ${stay}, ${shortBytes(most)} at most, while ${shortBytes(minimumFree)} are free`;
}

/** A kept image as JSON shows it. */
export function imageJson({ key, record, bytes, used, inUse, path }: ListedImage) {
	return {
		...{ key, kept: "image", image: record?.image, bytes, inUse },
		...{ used: new Date(used).toISOString(), made: record && new Date(record.made).toISOString() },
		folder: path,
	};
}

/** The kept images, those that were used last first, and how many there may be; empty without any. */
export function imagesText(images: readonly ListedImage[], { most }: LayerLimits, now: number): string {
	if (images.length === 0) return "";
	const rows = [...images]
		.sort((one, other) => other.used - one.used)
		.map(({ key, record, bytes, used, inUse }) => [
			key.slice(0, SHORT_KEY),
			"disk image",
			cleanLine(record?.image ?? "?"),
			shortBytes(bytes),
			ago(now - used),
			inUse ? "in use" : "",
		]);
	const bytes = shortBytes(images.reduce((sum, image) => sum + image.bytes, 0));
	const lines = columns(rows).map((line) => `${line.trimEnd()}\n`);
	const take = images.length === 1 ? "takes" : "take";
	return `\n${lines.join("")}\n${countImages(images.length)} ${take} ${bytes}, ${shortBytes(most)} at most\n`;
}

export const countImages = (count: number): string => (count === 1 ? "1 image" : `${count} images`);

/** Everything that is known of a layer. */
export function showText(entry: ListedEntry, now: number): string {
	const { key, record, damaged, bytes, used, inUse, path } = entry;
	if (!record) return `${key}\n  cannot be used: ${cleanLine(damaged ?? "")}\n  ${cleanLine(path)}\n`;
	const { layer, made, ms, by, depth, inputs, observed, outside } = record;
	const facts = [
		`${cleanLine(record.task)} of ${cleanLine(record.image)}, took ${shortDuration(ms)}`,
		layer ? `${shortBytes(bytes)} in ${layer.entries} files and folders, on ${depth} layers` : "has left no layer",
		`made ${ago(now - made)} by diskwright ${cleanLine(by)}, used ${ago(now - used)}${inUse ? ", in use now" : ""}`,
		...outside.map((one) => `is run again in every build: it ${cleanLine(one)}`),
		cleanLine(path),
	];
	const lines = (heading: string, list: typeof inputs) =>
		list.length === 0
			? []
			: [`  ${heading}`, ...list.map(({ name, value }) => `    ${cleanLine(name)}: ${cleanLine(value)}`)];
	return `${[
		key,
		...facts.map((fact) => `  ${fact}`),
		...lines("what was known before it ran:", inputs),
		...lines("what it was seen to read:", observed),
	].join("\n")}\n`;
}
