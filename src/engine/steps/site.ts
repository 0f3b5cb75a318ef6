/** The image as the steps of a stage find it. */
export interface Site {
	/** Where its tree is on this host. */
	readonly tree: string;
	/** What hooks see besides the variables of every phase: TARGET_ROOT, the size of the image, its devices. */
	readonly variables: Readonly<Record<string, string>>;
	/** The tree is on layers: what a failed try changed in it can be dropped. */
	readonly rewindable: boolean;
	/** Mount points in the tree that belong to the image. */
	readonly ownMounts: readonly string[];
}

/** The same for phases whose hooks are given TARGET_ROOT (contract §3.2: root and cleanup only). */
export const withTargetRoot = (site: Site): Site => ({
	...site,
	variables: { ...site.variables, TARGET_ROOT: site.tree },
});
