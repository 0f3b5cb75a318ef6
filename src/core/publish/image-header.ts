/** What the first bytes of an image file say about it. */
export interface ImageHeader {
	/** As Glance names disk formats; `raw` for everything that is no other one. */
	readonly format: "qcow2" | "vmdk" | "vhd" | "vhdx" | "vdi" | "iso" | "raw";
	/** Of the disk inside, in bytes, where the header says it. */
	readonly virtualBytes?: number;
	/** Why a cloud must not take it, each one sentence without its end. */
	readonly problems: readonly string[];
}

/** How many bytes at the beginning of a file are looked at: an ISO 9660 says what it is behind its first 32 KiB. */
export const HEADER_BYTES = 64 * 1024;

/** Reads the header of an image file; `last` are the last 512 bytes of it, where a fixed vhd has its footer. */
export function readImageHeader(first: Uint8Array, last: Uint8Array = first.subarray(0, 0)): ImageHeader {
	const text = (at: number, length: number) => Buffer.from(first.subarray(at, at + length)).toString("latin1");
	const plain = (format: ImageHeader["format"]): ImageHeader => ({ format, problems: [] });
	if (text(0, 4) === "QFI\xfb") return readQcow2(Buffer.from(first));
	if (text(0, 4) === "KDMV" || text(0, 21) === "# Disk DescriptorFile") return plain("vmdk");
	if (text(0, 8) === "vhdxfile") return plain("vhdx");
	if (text(0, 8) === "conectix" || Buffer.from(last).toString("latin1").startsWith("conectix")) return plain("vhd");
	if (first.length >= 68 && Buffer.from(first).readUInt32LE(64) === 0xbeda107f) return plain("vdi");
	if (text(0x8001, 5) === "CD001" && text(510, 2) !== "\x55\xaa") return plain("iso");
	return plain("raw");
}

const DATA_FILE_BIT = 4n;
const CORRUPT_BIT = 2n;
const DATA_FILE_EXTENSION = 0x44415441;

/** QEMU's docs/interop/qcow2.txt, as far as it matters: whatever leads to other files would be read at the cloud's own host. */
function readQcow2(bytes: Buffer): ImageHeader {
	const broken = (problem: string): ImageHeader => ({ format: "qcow2", problems: [problem] });
	if (bytes.length < 72) return broken("its qcow2 header is cut off");
	const version = bytes.readUInt32BE(4);
	if (version !== 2 && version !== 3) return broken(`its qcow2 header names version ${version}, which nobody knows`);
	const problems: string[] = [];
	if (bytes.readBigUInt64BE(8) !== 0n) problems.push("it has a backing file, so that it is only a part of a disk");
	const features = version === 3 && bytes.length >= 104 ? bytes.readBigUInt64BE(72) : 0n;
	if (features & DATA_FILE_BIT || hasDataFile(bytes, version))
		problems.push("its contents lie in another file (data_file)");
	if (features & CORRUPT_BIT) problems.push("QEMU has marked it as corrupt");
	const virtualBytes = Number(bytes.readBigUInt64BE(24));
	if (virtualBytes === 0) problems.push("the disk in it has no size");
	return { format: "qcow2", virtualBytes, problems };
}

function hasDataFile(bytes: Buffer, version: number): boolean {
	let at = version === 3 ? bytes.readUInt32BE(100) : 72;
	while (at >= 72 && at + 8 <= bytes.length) {
		const type = bytes.readUInt32BE(at);
		if (type === DATA_FILE_EXTENSION) return true;
		if (type === 0) return false;
		at += 8 + Math.ceil(bytes.readUInt32BE(at + 4) / 8) * 8;
	}
	return false;
}
