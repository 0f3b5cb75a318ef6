/** Times of a file in milliseconds since 1970, as `lstat` has them. */
export interface FileTimes {
	readonly mtimeMs: number;
	readonly ctimeMs: number;
}

/** File systems keep times by the tick of the kernel's clock, some by whole seconds or two. */
export const TICK_MS = 20;

/**
 * Whether a file may have been changed after `since` without its times showing it: they are no older than the clock's tick
 * then, or lie in the future. What was read since `since` need not be what the file holds now.
 */
export function isTooYoung({ mtimeMs, ctimeMs }: FileTimes, since: number): boolean {
	const changed = Math.max(mtimeMs, ctimeMs);
	// A file system with whole seconds rounds down.
	const tick = changed % 1000 === 0 ? 2000 : TICK_MS;
	return changed >= since - tick;
}
