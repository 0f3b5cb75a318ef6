import type { PlacedFileSystem } from "./disk-layout.js";

/** The command that makes a file system on a device (contract §9.7). */
export function mkfsCommand({ type, label, opts }: PlacedFileSystem, uuid: string, device: string): string[] {
	if (type === "swap") return ["mkswap", "-L", label, "-U", uuid, device];
	const begin = ["mkfs", "-t", type, ...opts];
	if (/^ext[234]$/.test(type)) return [...begin, "-L", label, "-U", uuid, "-q", device];
	if (type === "xfs") return [...begin, "-L", label, "-m", `uuid=${uuid}`, "-q", device];
	if (/^v?fat$/.test(type)) return [...begin, "-n", label, device];
	return [...begin, "-L", label, device];
}
