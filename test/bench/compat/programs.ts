import { join, resolve } from "node:path";
import { execa } from "execa";
import { DIB_ELEMENTS } from "../../support/catalogue.js";
import { mirrors, upstreamScript } from "../upstream.js";
import type { ElementList } from "./lists.js";

const BIN = resolve(import.meta.dirname, "../../../dist/bin");
const OWN_ELEMENTS = [join(import.meta.dirname, "elements"), resolve(import.meta.dirname, "../../fixtures/elements")];
const RELEASE = "bookworm";

/** Who builds, with whose elements. */
export type Builder = "upstream" | "diskwright" | "own elements";

/** Folders that all builds of a comparison share. */
export interface Place {
	/** HOME of every build, with the caches: paths in it are written into images. */
	readonly home: string;
	/** What the element `brings-data` fetches. */
	readonly sources: string;
}

/**
 * Builds a list in `folder`, which gets `image.*` and `log`. All builders get the same command line and environment.
 * Returns the seconds it took; throws with the end of the log when it fails.
 */
export async function build(builder: Builder, list: ElementList, folder: string, place: Place): Promise<number> {
	const args = ["-a", "amd64", "-o", "image", "-t", list.types.join(","), ...list.args].join(" ");
	const ours = `exec ${process.execPath} ${join(BIN, "disk-image-create.js")} ${args}`;
	const start = performance.now();
	const { exitCode } = await execa("bash", ["-c", builder === "upstream" ? upstreamScript(args) : ours], {
		cwd: folder,
		extendEnv: false,
		env: {
			HOME: place.home,
			USER: "root",
			TERM: "dumb",
			LANG: "C.UTF-8",
			PATH: "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
			COMPAT_SOURCES: place.sources,
			COMPAT_FOLDER: folder,
			DIB_RELEASE: RELEASE,
			// Debian's package prefers Python 2 otherwise.
			DIB_PYTHON_VERSION: "3",
			// diskimage-builder adds its own elements itself; before ours on the path they take the place of all of ours.
			ELEMENTS_PATH: [...OWN_ELEMENTS, ...(builder === "diskwright" ? [DIB_ELEMENTS] : [])].join(":"),
			...mirrors(RELEASE),
			...list.env,
		},
		stdin: "ignore",
		stdout: { file: join(folder, "log") },
		stderr: { file: join(folder, "log") },
		reject: false,
	});
	if (exitCode !== 0) {
		const { stdout: end } = await execa("tail", ["-n", "40", join(folder, "log")]);
		throw new Error(`${builder} could not build ${list.name}:\n${end}`);
	}
	return (performance.now() - start) / 1000;
}

/** Boots `image.raw` of a folder; returns the seconds until it asks for a login, or 0 when it does not. */
export async function boot(folder: string, firmware: "bios" | "efi"): Promise<number> {
	const start = performance.now();
	const { exitCode } = await execa(
		process.execPath,
		[join(BIN, "diskwright.js"), "boot", join(folder, "image.raw"), "--firmware", firmware, "--timeout", "900"],
		{
			stdin: "ignore",
			stdout: { file: join(folder, "console") },
			stderr: { file: join(folder, "console") },
			reject: false,
		},
	);
	return exitCode === 0 ? (performance.now() - start) / 1000 : 0;
}
