import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";

const PROJECT = resolve(import.meta.dirname, "../..");
const STAND_INS = join(import.meta.dirname, "stand-ins");
const UPSTREAM = "/usr/bin/disk-image-create";
const NEEDED = [UPSTREAM, "/usr/sbin/debootstrap", "/usr/sbin/kpartx", "/usr/sbin/dmsetup", "/usr/bin/sudo"];
const PACKAGES = "python3-diskimage-builder debootstrap kpartx dmsetup sudo";

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

/**
 * diskimage-builder out of the Debian package, with the elements and variables of the same profile. What it lacks on a
 * host without device-mapper is mounted over the real programs, in a namespace of its own. It takes {@link SHARED}
 * elements from here. Throws where it is not installed.
 */
export function upstream(profile: string, folder: string): Side {
	const missing = NEEDED.filter((file) => !existsSync(file));
	if (missing.length > 0) throw new Error(`${missing.join(", ")} missing: apt-get install ${PACKAGES}`);
	const { elements, variables, release } = parse(readFileSync(join(PROJECT, "profiles", `${profile}.yaml`), "utf8"));
	const build = `${UPSTREAM} -a amd64 -o image --image-cache ${folder}/cache ${elements.join(" ")}`;
	const shared = join(folder, "elements");
	for (const name of SHARED) cpSync(join(PROJECT, "elements", name), join(shared, name), { recursive: true });
	// sudo looks for programs in folders of its own choice, so the stand-ins take the places of the real ones.
	const standIns = readdirSync(STAND_INS).map((name) => `mount --bind ${join(STAND_INS, name)} /usr/sbin/${name}; `);
	const mapper = "mkdir -p /dev/mapper; mount -t tmpfs none /dev/mapper";
	return {
		name: "diskimage-builder",
		version: "3.13.0",
		script: `exec unshare --mount --pid --fork --kill-child --mount-proc bash -euc '${standIns.join("")}${mapper}; ${build}'`,
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

/** The host's own mirrors; upstream's own guess at the security suite is wrong for current releases. */
function mirrors(release: string): Record<string, string> {
	const text = readFileSync("/etc/apt/sources.list.d/debian.sources", "utf8");
	const [main = "", security = main] = [...text.matchAll(/^URIs: (\S+)/gm)].map((match) => match[1] as string);
	return {
		DIB_DISTRIBUTION_MIRROR: main,
		DIB_APT_SOURCES_CONF: [
			`default:deb ${main} ${release} main`,
			`updates:deb ${main} ${release}-updates main`,
			`security:deb ${security} ${release}-security main`,
		].join("\n"),
	};
}
