import { readFile } from "node:fs/promises";
import { join } from "node:path";

let directory = "";
const texts = new Map<string, string>();

/** Tells where the scripts lie; called once when the builder starts. */
export function setGlueDirectory(path: string): void {
	directory = path;
}

/**
 * Text of one of the engine's own bash scripts. It is passed to `bash -c`, so that it also runs inside an image, where
 * the host cannot be seen.
 */
export async function glueScript(name: "run-hook" | "source-snippets"): Promise<string> {
	const known = texts.get(name);
	if (known !== undefined) return known;
	const text = await readFile(join(directory, name), "utf8");
	texts.set(name, text);
	return text;
}
