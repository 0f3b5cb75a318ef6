import type { Step } from "../../app/router.js";

/** Variables that a profile has keys of its own for, and the step in which they are chosen. */
export const STEP_OF_VARIABLE: Readonly<Partial<Record<string, Step>>> = {
	DIB_RELEASE: "release",
	DIB_DISTRIBUTION_MIRROR: "mirrors",
	DIB_DEBIAN_SECURITY_MIRROR: "mirrors",
	DIB_APT_SOURCES: "mirrors",
	http_proxy: "mirrors",
	https_proxy: "mirrors",
	DIB_BLOCK_DEVICE_CONFIG: "disk",
};

/** Variables of the user, which stand first in the form under their own names. */
export const USER_VARIABLES: ReadonlySet<string> = new Set([
	"DIB_DEV_USER_USERNAME",
	"DIB_DEV_USER_AUTHORIZED_KEYS",
	"DIB_DEV_USER_PASSWORD",
	"DIB_DEV_USER_PWDLESS_SUDO",
]);

/** The variable that the hash of the user's password reaches the elements by. */
export const PASSWORD_VARIABLE = "DIB_DEV_USER_PASSWORD";
