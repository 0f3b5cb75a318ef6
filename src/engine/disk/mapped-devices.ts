import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/**
 * Names of the device-mapper devices, such as logical volumes, that lie on a block device or its partitions, those on top
 * first: the order in which they can be removed.
 */
export function mappedDevices(device: string, sysBlock = "/sys/block"): string[] {
	const found = new Set<string>();
	const visit = (folder: string) => {
		for (const holder of list(join(folder, "holders"))) {
			const above = join(sysBlock, holder);
			visit(above);
			const name = nameOf(above);
			if (name !== undefined) found.add(name);
		}
		for (const entry of list(folder)) if (entry.startsWith(`${basename(folder)}p`)) visit(join(folder, entry));
	};
	visit(join(sysBlock, basename(device)));
	return [...found];
}

function nameOf(folder: string): string | undefined {
	try {
		return readFileSync(join(folder, "dm/name"), "utf8").trim();
	} catch {
		return undefined;
	}
}

function list(folder: string): string[] {
	try {
		return readdirSync(folder).sort();
	} catch {
		return [];
	}
}
