import { cpSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { DIB_ELEMENTS } from "../support/catalogue.js";
import { mirrors, UPSTREAM_VERSION, upstreamScript } from "./upstream.js";

const PROJECT = resolve(import.meta.dirname, "../..");

/** Elements whose Debian packages differ from ours: its growroot installs cloud-utils, which brings all of qemu-utils. */
const SHARED = ["growroot"];

/** One of the two programs that are compared. */
export interface Side {
	readonly name: string;
	readonly version: string;
	/** Shell text that builds `image.qcow2` in the current directory. */
	readonly script: string;
	readonly env: Readonly<Record<string, string>>;
	/** `NAME VERSION` of every package of the image built in a folder, sorted. */
	packages(folder: string): string[];
}

/** diskwright with the profile as it is shipped. */
export function diskwright(profile: string, folder: string): Side {
	const manifest = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
	return {
		name: "diskwright",
		version: manifest.version,
		script: `exec ${process.execPath} ${join(PROJECT, "dist/bin/diskwright.js")} build ${profile} --yes -o image --image-cache ${folder}/cache`,
		env: { HOME: folder, XDG_STATE_HOME: join(folder, "state") },
		packages: (at) =>
			JSON.parse(readFileSync(join(at, "image.manifest.json"), "utf8"))
				.packages.map((entry: { name: string; version: string }) => `${entry.name} ${entry.version}`)
				.sort(),
	};
}

/** diskwright as DIB's own program, with the elements, the command line and the variables of `upstream`: nothing of ours is built from. */
export function diskwrightWithDib(profile: string, folder: string): Side {
	const side = upstream(profile, folder);
	const bin = join(PROJECT, "dist/bin/disk-image-create.js");
	return {
		...side,
		name: "diskwright, DIB's elements",
		version: "",
		script: `exec ${process.execPath} ${bin} ${side.words}`,
		env: { ...side.env, ELEMENTS_PATH: `${side.env.ELEMENTS_PATH}:${DIB_ELEMENTS}` },
	};
}

/**
 * diskimage-builder out of the Debian package, with the elements and variables of the same profile. It takes
 * {@link SHARED} elements from here.
 */
export function upstream(profile: string, folder: string): Side & { readonly words: string } {
	const { elements, variables, release } = parse(readFileSync(join(PROJECT, "profiles", `${profile}.yaml`), "utf8"));
	const shared = join(folder, "elements");
	for (const name of SHARED) cpSync(join(PROJECT, "elements", name), join(shared, name), { recursive: true });
	const words = `-a amd64 -o image --image-cache ${folder}/cache ${elements.join(" ")}`;
	return {
		name: "diskimage-builder",
		version: UPSTREAM_VERSION,
		words,
		script: upstreamScript(words),
		env: {
			...variables,
			HOME: folder,
			ELEMENTS_PATH: shared,
			PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
			DIB_RELEASE: release,
			...mirrors(release),
		},
		packages: (at) =>
			JSON.parse(readFileSync(join(at, "image.d/dib-manifests/dib-manifest-dpkg-image"), "utf8"))
				.packages.map(
					(entry: { package: string; version: string }) => `${entry.package.replace(/:\w+$/, "")} ${entry.version}`,
				)
				.sort(),
	};
}
