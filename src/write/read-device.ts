import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Device, DeviceContent } from "../core/write/device.js";
import { askTool } from "../host/run-tool.js";

/** Where the kernel tells of devices; tests give folders of their own. */
export interface KernelPlaces {
	/** `/sys/class/block`. */
	readonly blocks: string;
	/** `/proc/self`. */
	readonly process: string;
	/** `/proc/swaps`. */
	readonly swaps: string;
}

const PLACES: KernelPlaces = { blocks: "/sys/class/block", process: "/proc/self", swaps: "/proc/swaps" };

/** What no image is written to by way of a list: what is made of other devices, memory, and what cannot be written. */
const NOT_OFFERED = /^(loop|ram|zram|dm-|md|sr|fd|nbd|mtdblock)|^mmcblk\d+(boot|rpmb)/;

/** All disks that the kernel knows and that have a medium, in its order. */
export async function listDevices(places = PLACES): Promise<readonly Device[]> {
	const names = list(places.blocks).filter(
		(name) => !NOT_OFFERED.test(name) && !existsSync(join(places.blocks, name, "partition")),
	);
	const devices = await Promise.all(names.sort().map((name) => readDevice(name, places)));
	return devices.filter((device) => device !== undefined && device.bytes > 0) as Device[];
}

/** What the kernel tells of the device of this name (`sdb`); undefined when there is none. */
export async function readDevice(name: string, places = PLACES): Promise<Device | undefined> {
	const folder = join(places.blocks, name);
	if (!existsSync(folder)) return undefined;
	const isPartition = existsSync(join(folder, "partition"));
	const own = realpathSync(folder);
	const disk = isPartition ? dirname(own) : own;
	const of = (file: string) => read(join(disk, file));
	const kinds = await fileSystems(`/dev/${name}`);
	const uses = readUses(places);
	return {
		...{ path: `/dev/${name}`, name, isPartition },
		bytes: bytesOf(own),
		sectorBytes: Number(of("queue/logical_block_size") || 512),
		isReadOnly: read(join(own, "ro")) === "1" || of("ro") === "1",
		isOptical: /^sr\d/.test(name),
		isUsb: /\/usb\d/.test(own),
		isRemovable: of("removable") === "1",
		model: [of("device/vendor"), of("device/model") || of("device/name")]
			.filter((word) => word !== "" && !/^0x/.test(word))
			.join(" "),
		serial: of("device/serial"),
		zeroesRanges: Number(of("queue/write_zeroes_max_bytes") || 0) > 0,
		identity: [read(join(own, "dev")), of("diskseq"), bytesOf(own)].join(" "),
		contents: contentsOf(name, 0, { places, kinds, uses }),
	};
}

interface Looks {
	readonly places: KernelPlaces;
	readonly kinds: ReadonlyMap<string, Kind>;
	readonly uses: Uses;
}

/** A device, its partitions, and what holds either of them. */
function contentsOf(name: string, depth: number, looks: Looks, above: readonly string[] = []): DeviceContent[] {
	const folder = join(looks.places.blocks, name);
	const partitions = list(folder).filter((child) => existsSync(join(folder, child, "partition")));
	const holders = list(join(folder, "holders"));
	const kind = looks.kinds.get(name);
	const madeBy = maker(folder, name);
	const number = read(join(folder, "dev"));
	const itself: DeviceContent = {
		...{ name: read(join(folder, "dm/name")) || name, depth, bytes: bytesOf(folder) },
		...(kind?.fileSystem ? { fileSystem: kind.fileSystem } : {}),
		...(kind?.label ? { label: kind.label } : {}),
		...(depth > 0 && madeBy ? { madeBy } : {}),
		mountedAt: [...new Set([...(looks.uses.mounts.get(number) ?? []), ...(looks.uses.mounts.get(name) ?? [])])],
		isSwap: looks.uses.swaps.has(name),
	};
	const children = [...partitions.sort(byNumber), ...holders.sort()].filter((child) => !above.includes(child));
	return [itself, ...children.flatMap((child) => contentsOf(child, depth + 1, looks, [...above, name]))];
}

const byNumber = (a: string, b: string) => a.localeCompare(b, "en", { numeric: true });

function maker(folder: string, name: string): DeviceContent["madeBy"] {
	if (existsSync(join(folder, "partition"))) return undefined;
	const uuid = read(join(folder, "dm/uuid"));
	if (uuid.startsWith("LVM-")) return "LVM";
	if (uuid.startsWith("CRYPT-")) return "encryption";
	if (existsSync(join(folder, "md"))) return "RAID";
	return existsSync(join(folder, "dm")) ? "device mapper" : name === "" ? undefined : "another driver";
}

interface Uses {
	/** Mount points, by device number and by the name of the device. */
	readonly mounts: ReadonlyMap<string, readonly string[]>;
	readonly swaps: ReadonlySet<string>;
}

function readUses(places: KernelPlaces): Uses {
	const mounts = new Map<string, string[]>();
	const add = (key: string, place: string) => mounts.set(key, [...(mounts.get(key) ?? []), place]);
	for (const line of read(join(places.process, "mountinfo")).split("\n")) {
		const [fields = "", origin = ""] = line.split(" - ");
		const [, , number, , place] = fields.split(" ");
		const source = origin.split(" ")[1] ?? "";
		if (!number || !place) continue;
		add(number, plain(place));
		// btrfs mounts have numbers of their own.
		if (source.startsWith("/dev/")) add(kernelName(plain(source)), plain(place));
	}
	const swaps = read(places.swaps).split("\n").slice(1);
	return { mounts, swaps: new Set(swaps.map((line) => kernelName(plain(line.split(/\s/)[0] ?? "")))) };
}

/** The kernel's name of a device file, also of a symbolic link to it. */
export function kernelName(path: string): string {
	try {
		return basename(realpathSync(path));
	} catch {
		return basename(path);
	}
}

/** Blanks and the like stand there as octal numbers. */
const plain = (text: string) =>
	text.replace(/\\([0-7]{3})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 8)));

interface Kind {
	readonly fileSystem?: string | undefined;
	readonly label?: string | undefined;
}

interface LsblkRow {
	readonly kname: string;
	readonly fstype?: string | null;
	readonly label?: string | null;
	readonly partlabel?: string | null;
	readonly children?: readonly LsblkRow[];
}

/** Signatures by the kernel's names; none where lsblk is not there. */
async function fileSystems(path: string): Promise<ReadonlyMap<string, Kind>> {
	const kinds = new Map<string, Kind>();
	const said = await askTool(["lsblk", "--json", "--output", "KNAME,FSTYPE,LABEL,PARTLABEL", path]);
	const add = ({ kname, fstype, label, partlabel, children = [] }: LsblkRow): void => {
		kinds.set(kname, { fileSystem: fstype ?? undefined, label: label ?? partlabel ?? undefined });
		children.forEach(add);
	};
	if (said) (JSON.parse(said) as { blockdevices: LsblkRow[] }).blockdevices.forEach(add);
	return kinds;
}

/** The kernel counts in 512 bytes everywhere. */
const bytesOf = (folder: string) => Number(read(join(folder, "size")) || 0) * 512;

/** Without blanks around it; empty when it cannot be read. */
function read(file: string): string {
	try {
		return readFileSync(file, "utf8").trim();
	} catch {
		return "";
	}
}

function list(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}
