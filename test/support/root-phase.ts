import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { openWorkshop, type Workshop } from "./tiny-build.js";

const PROGRAM = resolve(import.meta.dirname, "../../dist/bin/disk-image-create.js");
/** Status of the hook that ends a build once the tree is there. */
export const ENOUGH = 77;

/** Builds of a workshop that end with the tree of an operating system, and share an image cache. */
export interface RootPhase extends Workshop {
	readonly cache: string;
	/** The command line of `disk-image-create` for the tree of `element`. */
	rootPhase(element: string, ...args: string[]): string[];
	/** Names in the image cache, sorted. */
	cached(): string[];
	/** Members of the last tree, as `tar` lists them with these options. */
	tree(...options: string[]): string;
}

/** Makes a workshop for such builds; the caller removes it. */
export function openRootPhase(): RootPhase {
	const workshop = openWorkshop();
	const { folder, element } = workshop;
	const cache = join(folder, "cache");
	const tree = join(folder, "tree.tar");
	element(
		"enough/root.d/11-enough",
		`#!/bin/bash
set -eu
cat "$TARGET_ROOT/etc/os-release"
tar -C "$TARGET_ROOT" --xattrs -cf "$NOTES/tree.tar" .
exit ${ENOUGH}
`,
	);
	return {
		...workshop,
		env: Object.assign(workshop.env, { NOTES: folder, no_proxy: "127.0.0.1" }),
		cache,
		rootPhase: (name, ...args) => [
			...[process.execPath, PROGRAM, "-n", "-a", "amd64", "-t", "tar", "-o", "image", "--image-cache", cache],
			...[...args, name, "enough"],
		],
		cached: () => readdirSync(cache).sort(),
		tree: (...options) => execFileSync("tar", ["-tf", tree, ...options], { encoding: "utf8" }),
	};
}
