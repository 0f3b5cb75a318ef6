/** How layers are used makes no difference to an image, so no hook is told of it: these flags are left out of DIB_ARGS. */
export function withoutLayerFlags(argv: readonly string[]): string[] {
	return argv.filter((word, index) => {
		if (word === "--layers" || word === "--no-cache" || /^--no-cache-from(=|$)/.test(word)) return false;
		return argv[index - 1] !== "--no-cache-from";
	});
}
