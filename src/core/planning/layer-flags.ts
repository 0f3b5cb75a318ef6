const ALONE = new Set([
	...["--again", "--verify", "--layers", "--no-cache", "--layers-push", "--whole-image"],
	...["--detach", "--yes"],
]);
const WITH_VALUE = ["--no-cache-from", "--max-age", "--layers-remote", "--layers-trust", "--layers-key", "--progress"];

/**
 * How layers are used and how a build is shown makes no difference to an image, so no hook is told of it: these flags, none of
 * which diskimage-builder has, are left out of DIB_ARGS.
 */
export function withoutLayerFlags(argv: readonly string[]): string[] {
	return argv.filter((word, index) => {
		if (ALONE.has(word) || WITH_VALUE.some((flag) => word === flag || word.startsWith(`${flag}=`))) return false;
		return !WITH_VALUE.includes(argv[index - 1] ?? "");
	});
}

/** Neither of the variables that say it. */
export function withoutLayerVariables(env: Readonly<Record<string, string>>): Record<string, string> {
	return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("DISKWRIGHT_LAYERS_")));
}
