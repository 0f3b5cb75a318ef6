import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../../shared/conformance");

/** True where the golden data lies beside the project; tests that need it are skipped elsewhere, saying so. */
export const hasGolden = existsSync(root);
if (!hasGolden) console.warn(`golden data not found at ${root}: its tests are skipped`);

/** Reads one file of the golden data, for example `resolve/requests.json`. */
export function golden<T>(file: string): T {
	return JSON.parse(readFileSync(join(root, file), "utf8")) as T;
}
