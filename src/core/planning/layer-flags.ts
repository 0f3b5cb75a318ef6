const ALONE = new Set(["--again", "--verify", "--layers", "--no-cache", "--layers-push", "--whole-image"]);
const WITH_VALUE = ["--no-cache-from", "--max-age", "--layers-remote", "--layers-trust", "--layers-key"];

/** How layers are used makes no difference to an image, so no hook is told of it: these flags are left out of DIB_ARGS. */
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
