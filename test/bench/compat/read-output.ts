import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openExt, type Piece, partitionTable, probe } from "../../engine/disk/inspect-image.js";
import { type Packages, parsePackages } from "./packages.js";
import { readTree } from "./read-tree.js";
import type { Tree } from "./tree.js";

const SECTOR = 512;

/**
 * The tree in an output, `image.tar` or `image.raw`. It is opened below `folder`, which must be the caller's own; mounts
 * are made in the caller's mount namespace and undone.
 */
export function readOutput(image: string, folder: string): Tree {
	mkdirSync(folder, { recursive: true });
	return image.endsWith(".tar") ? readArchive(image, folder) : readDisk(image, folder);
}

/** What dpkg has installed on the disk `image.raw`. */
export function readPackages(image: string): Packages {
	const root = fileSystems(image).find((piece) => probe(image, piece).TYPE === "ext4");
	if (!root) throw new Error(`${image} has no ext4 file system`);
	return parsePackages(openExt(image, root).read("/var/lib/dpkg/status"));
}

function readArchive(image: string, folder: string): Tree {
	execFileSync("tar", [
		...["--extract", "--file", image, "--directory", folder, "--numeric-owner", "--preserve-permissions"],
		...["--acls", "--xattrs", "--xattrs-include=*"],
		// diskimage-builder packs the devices of its host, which are not part of the image.
		...["--anchored", "--exclude=./dev/*"],
	]);
	return readTree(folder);
}

/** Mounts the file systems of a disk where its own fstab says; one that this kernel cannot mount is an error. */
function readDisk(image: string, folder: string): Tree {
	const pieces = fileSystems(image);
	const mounted: string[] = [];
	const mount = ({ start, bytes }: Piece, point: string) => {
		const at = join(folder, point);
		execFileSync("mount", ["-o", `ro,loop,offset=${start},sizelimit=${bytes}`, image, at]);
		mounted.push(at);
	};
	const unmount = () => {
		for (const at of mounted.splice(0).reverse()) execFileSync("umount", [at]);
	};
	try {
		for (const piece of pieces) {
			unmount();
			mount(piece, "/");
			if (existsSync(join(folder, "etc/fstab"))) break;
		}
		const fstab = readFileSync(join(folder, "etc/fstab"), "utf8");
		for (const [, label, point = ""] of fstab.matchAll(/^LABEL=(\S+)\s+(\/[^\s]\S*)/gm)) {
			const piece = pieces.find((one) => probe(image, one).LABEL === label);
			if (!piece) throw new Error(`${image} has no file system with the label ${label}`);
			mount(piece, point);
		}
		return readTree(folder);
	} finally {
		unmount();
	}
}

/** Every partition with a file system, or the whole disk where it has none. */
function fileSystems(image: string): Piece[] {
	const whole = { start: 0, bytes: 0 };
	if (probe(image, whole).USAGE === "filesystem") return [whole];
	return partitionTable(image)
		.partitions.map(({ start, size }) => ({ start: start * SECTOR, bytes: size * SECTOR }))
		.filter((piece) => probe(image, piece).USAGE === "filesystem");
}
