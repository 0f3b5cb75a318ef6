import { STEERING_VARIABLES } from "../settings/from-environment.js";

const KEPT = new Set([
	...["PATH", "HOME", "USER", "LOGNAME", "LANG", "TERM"],
	...["http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY"],
	// What the build command itself is steered by (contract §2.2, §3.3).
	...["ELEMENTS_PATH", "TMPDIR", "TMP_DIR", "ARCH", "FS_TYPE", "IMAGE_NAME", "MAX_ONLINE_RESIZE", "MKFS_OPTS"],
	...["OVERWRITE_OLD_IMAGE", "DISKWRIGHT_CACHE_SIZE", "QEMU_IMG_OPTIONS", "ROOT_LABEL", "RAMDISK_ELEMENT", "SKIP_BASE"],
	...STEERING_VARIABLES,
	...["XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"],
]);

/** What `-c` leaves of the caller's environment: the user, the proxies, and what steers the build (Q1). */
export function clearedEnvironment(env: Readonly<Record<string, string>>): Record<string, string> {
	return Object.fromEntries(Object.entries(env).filter(([name]) => KEPT.has(name) || name.startsWith("DIB_")));
}
