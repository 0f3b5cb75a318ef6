import { readFileSync } from "node:fs";
import type { Manifest } from "../core/output/manifest.js";
import type { ImageFacts } from "../core/publish/properties.js";
import { given } from "../core/values/given.js";
import type { LocalImage } from "./local-file.js";

/** What is known of an image: by its manifest, if one lies beside it, and by its header. `more` is what a build says, which wins. */
export function imageFacts({ file, header, partitions }: LocalImage, more: ImageFacts = {}): ImageFacts {
	const manifest = readManifest(file.path);
	const variable = (name: string) => manifest?.environment?.find((one) => one.name === name)?.value;
	return {
		...given("architecture", manifest?.architecture),
		...given("distribution", variable("DISTRO_NAME")),
		...given("release", variable("DIB_RELEASE")),
		...given("hasEfiPartition", partitions && partitions.kind !== "none" ? partitions.hasEfiPartition : undefined),
		...given("virtualBytes", header.virtualBytes ?? (header.format === "raw" ? file.bytes : undefined)),
		...more,
	};
}

/** Undefined where there is none, or none that can be read. */
function readManifest(path: string): Partial<Manifest> | undefined {
	try {
		return JSON.parse(readFileSync(`${path.replace(/\.[^./]+$/, "")}.manifest.json`, "utf8")) as Partial<Manifest>;
	} catch {
		return undefined;
	}
}
