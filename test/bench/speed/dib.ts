import { cpSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { mirrors, upstreamScript } from "../upstream.js";

const PROJECT = resolve(import.meta.dirname, "../../..");

/** Elements whose Debian packages differ from ours: its growroot installs cloud-utils, which brings all of qemu-utils. */
const SHARED = ["growroot"];

/** How diskimage-builder builds what a profile says. */
export interface DibBuild {
	/** Arguments of `disk-image-create`, for an `image.qcow2` in the current directory. */
	readonly words: string;
	/** Shell text that builds it with Debian's package. */
	readonly script: string;
	readonly env: Readonly<Record<string, string>>;
}

/** A profile with DIB's own elements and the same variables; `home` gets its caches and {@link SHARED} elements from here. */
export function dibBuild(profile: string, home: string): DibBuild {
	const { elements, variables, release } = parse(readFileSync(join(PROJECT, "profiles", `${profile}.yaml`), "utf8"));
	const shared = join(home, "elements");
	for (const name of SHARED) cpSync(join(PROJECT, "elements", name), join(shared, name), { recursive: true });
	const words = `-a amd64 -o image --image-cache ${home}/cache ${elements.join(" ")}`;
	const env = {
		...variables,
		HOME: home,
		ELEMENTS_PATH: shared,
		PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
		DIB_RELEASE: release,
		...mirrors(release),
	};
	return { words, script: upstreamScript(words), env };
}

/** `NAME VERSION` of every package of the image that was built in a folder with DIB's elements, sorted. */
export function dibPackages(folder: string): string[] {
	const { packages } = JSON.parse(readFileSync(join(folder, "image.d/dib-manifests/dib-manifest-dpkg-image"), "utf8"));
	return packages
		.map((entry: { package: string; version: string }) => `${entry.package.replace(/:\w+$/, "")} ${entry.version}`)
		.sort();
}
