import { existsSync } from "node:fs";
import { join } from "node:path";
import { hostMirrors } from "../support/host-mirrors.js";

const STAND_INS = join(import.meta.dirname, "stand-ins");
const NEEDED = [
	...["/usr/bin/disk-image-create", "/usr/sbin/debootstrap", "/usr/sbin/kpartx", "/usr/sbin/dmsetup"],
	"/usr/bin/sudo",
];
const PACKAGES = "python3-diskimage-builder debootstrap kpartx dmsetup sudo";

/** The version of diskimage-builder that Debian 12 has, and that is compared with. */
export const UPSTREAM_VERSION = "3.13.0";

/**
 * Shell text that runs `disk-image-create ARGUMENTS` of Debian's package in namespaces of its own. What it lacks on a
 * host without device-mapper and vfat is laid over the real programs there. Throws where it is not installed.
 */
export function upstreamScript(argumentsText: string): string {
	const missing = NEEDED.filter((file) => !existsSync(file));
	if (missing.length > 0) throw new Error(`${missing.join(", ")} missing: apt-get install ${PACKAGES}`);
	// sudo looks for programs in folders of its own choice, so the stand-ins take the places of the real ones.
	const standIns = `mount -t overlay -o lowerdir=${STAND_INS}:/usr/sbin overlay /usr/sbin`;
	const mapper = "mkdir -p /dev/mapper; mount -t tmpfs none /dev/mapper";
	const build = `/usr/bin/disk-image-create ${argumentsText}`;
	return `exec unshare --mount --pid --fork --kill-child --mount-proc bash -euc '${standIns}; ${mapper}; ${build}'`;
}

/** What DIB is told of them; its own guess at the security suite is wrong for current releases. */
export function mirrors(release: string): Record<string, string> {
	const { debian: main, security } = hostMirrors();
	return {
		DIB_DISTRIBUTION_MIRROR: main,
		DIB_APT_SOURCES_CONF: [
			`default:deb ${main} ${release} main`,
			`updates:deb ${main} ${release}-updates main`,
			`security:deb ${security} ${release}-security main`,
		].join("\n"),
	};
}
