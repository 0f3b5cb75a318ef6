/** Bits of an event's mask (linux/fanotify.h). */
export const FAN = {
	access: 0x1n,
	modify: 0x2n,
	attributes: 0x4n,
	closeWrite: 0x8n,
	open: 0x20n,
	movedFrom: 0x40n,
	movedTo: 0x80n,
	create: 0x100n,
	delete: 0x200n,
	openExec: 0x1000n,
	overflow: 0x4000n,
	isFolder: 0x40000000n,
} as const;

/** One event of a group that reports folders by handle and entries by name. */
export interface FanotifyEvent {
	readonly mask: bigint;
	/** 0 for a process of another PID namespace. */
	readonly pid: number;
	/** The folder: file system and file handle in hexadecimal digits; absent for an overflow. */
	readonly folder?: { readonly fsid: string; readonly handle: string };
	/** The entry in that folder, `.` for the folder itself. */
	readonly name?: string;
}

/** The kernel's version of struct fanotify_event_metadata. */
const METADATA_VERSION = 3;
const METADATA_BYTES = 24;
/** FAN_EVENT_INFO_TYPE_DFID_NAME, and _DFID for events of a folder itself. */
const FOLDER_AND_NAME = 2;
const FOLDER = 3;

/**
 * Takes what a read of a group gave apart. Little-endian, as all machines that Node runs on but s390x. Throws for a version or
 * lengths that cannot be.
 */
export function parseFanotifyEvents(buffer: Buffer): FanotifyEvent[] {
	const events: FanotifyEvent[] = [];
	for (let offset = 0; offset < buffer.length; ) {
		const length = buffer.length - offset >= METADATA_BYTES ? buffer.readUInt32LE(offset) : 0;
		const version = length > 0 ? buffer.readUInt8(offset + 4) : 0;
		if (length < METADATA_BYTES || offset + length > buffer.length || version !== METADATA_VERSION) {
			throw new Error(`the kernel reports what is opened in an unknown way (length ${length}, version ${version})`);
		}
		const event = buffer.subarray(offset, offset + length);
		events.push({
			mask: event.readBigUInt64LE(8),
			pid: event.readInt32LE(20),
			...readPlace(event.subarray(event.readUInt16LE(6))),
		});
		offset += length;
	}
	return events;
}

/** The first record that names a folder. */
function readPlace(records: Buffer): Pick<FanotifyEvent, "folder" | "name"> {
	for (let offset = 0; offset + 4 <= records.length; ) {
		const type = records.readUInt8(offset);
		const length = records.readUInt16LE(offset + 2);
		if (length < 4 || offset + length > records.length) break;
		if (type === FOLDER_AND_NAME || type === FOLDER) {
			const record = records.subarray(offset + 4, offset + length);
			const handleBytes = record.readUInt32LE(8);
			// A handle is its type and its bytes; its length goes without saying.
			const end = 16 + handleBytes;
			const name = type === FOLDER ? "." : record.toString("utf8", end, nameEnd(record, end));
			return {
				folder: { fsid: record.toString("hex", 0, 8), handle: record.toString("hex", 12, end) },
				name,
			};
		}
		offset += length;
	}
	return {};
}

function nameEnd(record: Buffer, start: number): number {
	const end = record.indexOf(0, start);
	return end < 0 ? record.length : end;
}
