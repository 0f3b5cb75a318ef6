/** The values of one node as they stand in the configuration. */
export type Values = Readonly<Record<string, unknown>>;

/** A node of the block device graph. A partitioning and its partitions are several nodes' worth of configuration. */
export type DiskNode =
	| {
			readonly kind: "local_loop";
			readonly name: string;
			readonly values: Values;
			readonly size: number;
			readonly blockSize: number;
			readonly directory?: string;
	  }
	| {
			readonly kind: "partition";
			readonly name: string;
			readonly values: Values;
			readonly table: Table;
			readonly type: string;
			readonly flags: readonly string[];
	  }
	| {
			readonly kind: "mkfs";
			readonly name: string;
			readonly base: string;
			readonly type: string;
			readonly label: string;
			readonly uuid?: string;
			readonly opts: string;
	  }
	| { readonly kind: "mount"; readonly name: string; readonly base: string; readonly mountPoint: string }
	| {
			readonly kind: "fstab";
			readonly name: string;
			readonly base: string;
			readonly options: string;
			readonly dump: number;
			readonly pass: number;
	  }
	| { readonly kind: "lvm" | "pv" | "vg" | "lv"; readonly name: string; readonly values: Values };

/** One partition table on one device. */
export interface Table {
	readonly label: "mbr" | "gpt";
	readonly base: string;
	/** Bytes. */
	readonly align: number;
	readonly partitions: readonly string[];
}

/** A node with the names of the nodes that must exist before it. */
export interface Draft {
	readonly node: DiskNode;
	readonly needs: readonly string[];
}

/** The label as it is written: FAT knows capital letters only (contract §9.7). */
export function effectiveLabel(type: string, label: string): string {
	return /^v?fat$/.test(type) ? label.toUpperCase() : label;
}
