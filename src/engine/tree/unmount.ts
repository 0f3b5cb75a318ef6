import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { runTool } from "../../host/run-tool.js";
import { realPath } from "../../host/surroundings.js";

/** All mount points below `directory` (not itself), outermost first, as this mount namespace sees them. */
export async function mountsBelow(directory: string): Promise<string[]> {
	const table = await readFile("/proc/self/mounts", "utf8");
	// The kernel names mount points by their real paths.
	const real = realPath(directory);
	return table
		.split("\n")
		.map((line) => unescapeMount(line.split(" ")[1] ?? ""))
		.filter((point) => point.startsWith(`${real}/`))
		.sort();
}

/** Unmounts everything below `directory`, innermost first, except the mount points in `keep` (contract §7.6, Q28). */
export async function unmountBelow(directory: string, keep: ReadonlySet<string> = new Set()): Promise<void> {
	for (const point of (await mountsBelow(directory)).reverse()) {
		if (!keep.has(point)) await unmount(point);
	}
}

/** Unmounts one mount point; a busy one is detached so that its users keep it but nobody else sees it. */
export async function unmount(point: string): Promise<void> {
	const { exitCode, stderr } = await runTool(["umount", "-nfl", "--", point], { accept: [0, 1, 32] });
	// A hook or what it left behind may have been quicker.
	if (exitCode === 0 || !(await isMounted(point))) return;
	throw new Error(`${point} cannot be unmounted: ${stderr}`);
}

async function isMounted(point: string): Promise<boolean> {
	return (await mountsBelow(dirname(point))).includes(point);
}

/** Octal escapes of /proc/mounts: blank, tab, newline, backslash. */
export function unescapeMount(text: string): string {
	return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
