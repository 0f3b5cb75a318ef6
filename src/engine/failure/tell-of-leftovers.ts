import type { BuildContext } from "../build-context.js";

const MOST_TOLD = 5;

/** Warns of what could not be cleaned up in the image, if anything: it is finished but for that, it is kept, and the user decides. */
export function tellOfLeftovers({ emit }: BuildContext, left: readonly string[]): void {
	if (left.length === 0) return;
	emit({
		type: "warning",
		code: "left-in-image",
		message: `Something in the image resists being cleaned up: ${left.slice(0, MOST_TOLD).join("; ")}`,
		hint: "Look for the hook that made it so: chattr +i, a daemon that still runs, a mount.",
	});
}
