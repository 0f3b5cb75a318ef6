import { readFile } from "node:fs/promises";
import { machine } from "node:os";
import { extname } from "node:path";
import { architectureName } from "../core/host/architecture.js";

/** For which architecture an image was built: the manifest beside it says so; the host's own where there is none. */
export async function imageArchitecture(image: string): Promise<string> {
	const manifest = `${image.slice(0, image.length - extname(image).length)}.manifest.json`;
	try {
		const { architecture } = JSON.parse(await readFile(manifest, "utf8")) as { architecture?: unknown };
		if (typeof architecture === "string") return architectureName(architecture);
	} catch {
		// An image of somebody else's: most are for the machine they are tried on.
	}
	return hostProcessor();
}

/** The processor of this host, by DIB's name. */
export const hostProcessor = (): string => architectureName(machine());
