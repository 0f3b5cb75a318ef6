import type { DiskLayout, PlacedFileSystem } from "../../core/disk/disk-layout.js";
import type { Identity } from "../../core/reproducible/identity.js";
import type { CopyMeter } from "../tasks/copy-meter.js";
import { Scope } from "../work/scope.js";
import { copyTree } from "./copy-tree.js";
import { type Content, makeFileSystem } from "./make-file-system.js";
import { ownContent } from "./own-content.js";

/** The finished tree, for file systems that get it before they are mounted. */
export interface Filling {
	/** /etc/fstab and the mount points included; nothing is mounted in it. */
	readonly tree: string;
	readonly imageDirectory: string;
	readonly meter?: CopyMeter;
}

/** Whether a file system is filled by its own mkfs, which takes a third of the time that copying through a device does. */
const byMkfs = ({ type, place, mountPoint }: PlacedFileSystem) =>
	mountPoint !== undefined && place !== undefined && /^ext[234]$/.test(type);

/**
 * Whether the file systems of a layout can be made with their content in them: what has to be copied into a mounted one, such as xfs or
 * an EFI partition, must have no other below it.
 */
export function canPrefill({
	fileSystems,
	mountOrder,
	lvm,
}: Pick<DiskLayout, "fileSystems" | "mountOrder" | "lvm">): boolean {
	if (lvm.length > 0) return false;
	return fileSystems.every(({ mountPoint, ...system }) => {
		if (mountPoint === undefined || byMkfs({ ...system, mountPoint })) return true;
		const inside = `${mountPoint.replace(/\/$/, "")}/`;
		return !mountOrder.some((other) => other !== mountPoint && other.startsWith(inside));
	});
}

/**
 * Makes a file system, with its part of the tree where mkfs can fill it. Those that are filled are made again for a reproducible image:
 * until then their files keep the times that tell who wrote them.
 */
export async function makePrefilled(
	system: PlacedFileSystem,
	file: string,
	sectorSize: number,
	{ mountOrder }: Pick<DiskLayout, "mountOrder">,
	filling: Filling,
	identity?: Identity,
): Promise<void> {
	const { mountPoint = "" } = system;
	if (!byMkfs(system) || !mountOrder.includes(mountPoint))
		return makeFileSystem(system, file, sectorSize, undefined, identity);
	await withContent(mountPoint, mountOrder, filling, (content) => makeFileSystem(system, file, sectorSize, content));
}

/** Copies what mkfs could not take into the mounted file systems; `at` tells where one is. */
export async function copyRest(
	{ fileSystems, mountOrder }: Pick<DiskLayout, "fileSystems" | "mountOrder">,
	filling: Filling,
	at: (point: string) => string,
): Promise<void> {
	for (const system of fileSystems) {
		const { mountPoint } = system;
		if (mountPoint === undefined || byMkfs(system) || !mountOrder.includes(mountPoint)) continue;
		await withContent(mountPoint, mountOrder, filling, ({ folder, ...reads }) =>
			copyTree(folder, at(mountPoint), { imageDirectory: filling.imageDirectory, ...reads }),
		);
	}
}

async function withContent(
	point: string,
	mountOrder: readonly string[],
	{ tree, imageDirectory, meter }: Filling,
	use: (content: Content) => Promise<void>,
): Promise<void> {
	const scope = new Scope();
	try {
		const folder = await ownContent(scope, point, { tree, imageDirectory, mountOrder });
		await use({ folder, ...(meter ? { onRead: meter.part() } : {}) });
	} catch (error) {
		await scope.close();
		throw error;
	}
	const [failure] = await scope.close();
	if (failure) throw failure.error;
}
