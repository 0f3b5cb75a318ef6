import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Element } from "../../core/element/element.js";
import type { GivenVariable } from "../../core/planning/build-options.js";

/** SOURCE_DATE_EPOCH where nobody says it: the time of the newest file of the selected elements. */
export function newestInput(elements: readonly Element[]): GivenVariable {
	let newest = 0;
	for (const { path } of elements) {
		for (const name of readdirSync(path, { recursive: true, encoding: "utf8" })) {
			const stats = lstatSync(join(path, name), { throwIfNoEntry: false });
			if (stats?.isFile()) newest = Math.max(newest, Math.floor(stats.mtimeMs / 1000));
		}
	}
	return { name: "SOURCE_DATE_EPOCH", value: String(newest), secret: false, from: "host" };
}
