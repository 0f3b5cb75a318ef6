import type { ConfigNode } from "../../core/disk/disk-config.js";
import { EXIT, UserError } from "../../core/errors.js";
import { inTree } from "../tree/in-tree.js";

/**
 * The configuration with the mount points as the tree has them: where one, or a folder above it, is a link, the machine that
 * boots the image mounts on what the link leads to, inside the image; systemd mounts on real names only. Folders that are
 * missing are made. Calls `note` for each that is another one. Throws UserError when something else than a folder is there.
 */
export async function realMountPoints(
	tree: string,
	config: readonly ConfigNode[],
	points: readonly string[],
	note: (line: string) => void,
): Promise<ConfigNode[]> {
	const real = new Map<string, string>();
	for (const point of points) {
		const path = await inTree(tree, point, { make: true }, async (spot) => spot.path);
		real.set(point, path);
		if (path !== point) note(`${point} is ${path} in the image: that is where its file system is mounted`);
	}
	const taken = new Set(real.values());
	if (taken.size < real.size) {
		const both = [...real].map(([point, path]) => `${point} (${path})`).join(", ");
		throw new UserError({
			code: "mount-points",
			message: `links in the image make two mount points one: ${both}`,
			next: ["Look for the hook that makes the link, or mount one of the file systems elsewhere."],
			exitCode: EXIT.failed,
		});
	}
	return config.map((node) => {
		const mount = node.mount;
		const path = real.get(String(mount?.mount_point));
		return mount && path !== undefined ? { ...node, mount: { ...mount, mount_point: path } } : node;
	});
}
