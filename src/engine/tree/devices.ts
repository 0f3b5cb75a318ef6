import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { runTool } from "../../host/run-tool.js";
import { mountInTree } from "./mount.js";
import { unmount } from "./unmount.js";

/**
 * Shows this host's device files at /dev of the image. What hooks remove, make or change there stays in the build: the host's
 * own folder lies below an overlay, and the changes are in memory. Nodes that the kernel makes later are seen too, unless somebody has
 * looked for their names before. Without overlays in the kernel it is the host's own folder, as it is with diskimage-builder.
 */
export async function mountDevices(tree: string): Promise<void> {
	const changes = join(dirname(tree), "dev");
	await mkdir(changes, { recursive: true });
	await runTool(["mount", "--no-mtab", "-t", "tmpfs", "-o", "mode=0755", "tmpfs", changes]);
	try {
		await mkdir(join(changes, "upper"));
		await mkdir(join(changes, "work"));
		// Relative names: the path of the build may hold what separates the options.
		const options = "lowerdir=/dev,upperdir=upper,workdir=work";
		await mountInTree(tree, "dev", ["-t", "overlay", "-o", options, "overlay"], {
			cwd: changes,
			env: { LIBMOUNT_FORCE_MOUNT2: "always" },
		});
	} catch {
		await mountInTree(tree, "dev", ["--bind", "/dev"]);
	} finally {
		// The overlay holds it from here on.
		await unmount(changes);
		await rm(changes, { recursive: true });
	}
}
