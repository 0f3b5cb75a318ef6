/** A block device that an image could be written to, as the kernel tells of it. */
export interface Device {
	/** `/dev/sdb`. */
	readonly path: string;
	/** The kernel's name: `sdb`. */
	readonly name: string;
	readonly isPartition: boolean;
	/** 0 where there is no medium, as in a card reader. */
	readonly bytes: number;
	/** Of a sector as the device counts them. */
	readonly sectorBytes: number;
	readonly isReadOnly: boolean;
	/** A CD or DVD. */
	readonly isOptical: boolean;
	readonly isUsb: boolean;
	readonly isRemovable: boolean;
	/** Maker and model, as far as known. */
	readonly model: string;
	readonly serial: string;
	/** Whether it zeroes ranges itself, so that they are known to read as zeros. */
	readonly zeroesRanges: boolean;
	/** Another one when another device has come under the same name. */
	readonly identity: string;
	/** Itself and all that is on it, partitions and what is made of them, outer ones first. */
	readonly contents: readonly DeviceContent[];
}

/** A device, or what lies on it. */
export interface DeviceContent {
	/** The kernel's name; of a mapped device the one that it was given. */
	readonly name: string;
	/** How deep it lies: 0 for the device itself. */
	readonly depth: number;
	readonly bytes: number;
	/** As blkid names it: ext4, LVM2_member. */
	readonly fileSystem?: string;
	readonly label?: string;
	/** What it is made by when it is no partition. */
	readonly madeBy?: "LVM" | "encryption" | "RAID" | "device mapper" | "another driver";
	readonly mountedAt: readonly string[];
	readonly isSwap: boolean;
}
