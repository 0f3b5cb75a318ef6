/** What hooks would see of the caller's language, clock and terminal. */
const CALLERS = /^(LANG|LANGUAGE|LC_\w+|TZ|HOSTNAME|COLUMNS|LINES)$/;

/** The environment of a reproducible build: the same whoever builds, and wherever. */
export function steadyEnvironment(env: Readonly<Record<string, string>>): Record<string, string> {
	return { ...Object.fromEntries(Object.entries(env).filter(([name]) => !CALLERS.test(name))), TZ: "UTC" };
}

/** What the machine is called while a reproducible image is built. */
export const STEADY_HOST_NAME = "localhost";

/** Where this host keeps what a build needs: what an image holds of its build does not tell them. */
export const PLACE_VARIABLES: readonly string[] = ["DIB_NO_TMPFS", "DIB_MIN_TMPFS", "DIB_IMAGE_CACHE", "DIB_LOCKFILES"];

/** The same of a command line. */
export function withoutPlaceFlags(argv: readonly string[]): string[] {
	return argv.filter(
		(word, index) => word !== "--no-tmpfs" && !/^--image-cache(=|$)/.test(word) && argv[index - 1] !== "--image-cache",
	);
}
