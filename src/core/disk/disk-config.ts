/** Where the block device configuration comes from (contract §9.1). */
export type DiskConfigSource =
	| { readonly kind: "environment" }
	| { readonly kind: "file"; readonly file: string }
	| { readonly kind: "element"; readonly element: string; readonly file: string }
	| { readonly kind: "fallback" };

/** Root parameters merged into the node `mkfs_root` (contract §9.2, §9.3). */
export interface DiskParams {
	readonly rootFsType: string;
	readonly rootLabel?: string;
	/** Known only once the tree is measured. */
	readonly rootFsOpts?: string;
	/** Bytes; absent until the tree is measured, then the default size of a local_loop. */
	readonly imageSize?: number;
	/** Overrides every `block_size`. */
	readonly blockSize?: number;
}

/** One node of the flattened configuration: plug-in name → its values. */
export type ConfigNode = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
