import type { ConfigNode } from "./disk-config.js";
import type { DiskState } from "./disk-state.js";
import { buildGraph } from "./graph.js";
import { fileSystemAt, mountPoints } from "./plan-disk.js";

/**
 * The value of a symbol of `dib-block-device getval` (contract §9.9); undefined when there is none: an unknown symbol (Q59),
 * or one that needs the devices to exist. `config` has its root parameters merged.
 */
export function getval(symbol: string, config: readonly ConfigNode[], state?: DiskState): string | undefined {
	const graph = buildGraph(config, { imageSize: 1 });
	const image = state?.blockdev.image0;
	switch (symbol) {
		case "root-label":
			return fileSystemAt(graph, "/")?.label;
		case "root-fstype":
			return fileSystemAt(graph, "/")?.type;
		case "boot-label":
			return fileSystemAt(graph, "/boot")?.label ?? "";
		case "mount-points":
			return mountPoints(config).join("|");
		case "image-path":
			return image?.image;
		case "image-block-device":
			return image?.device;
		case "image-block-devices":
			return state && blockDevices(Object.entries(state.blockdev).map(([name, { device }]) => [name, device]));
		default:
			return undefined;
	}
}

/** Devices as IMAGE_BLOCK_DEVICES has them: ` [name]=device `, one after the other. */
export function blockDevices(devices: Iterable<readonly [name: string, device: string]>): string {
	return [...devices].map(([name, device]) => ` [${name}]=${device} `).join("");
}
