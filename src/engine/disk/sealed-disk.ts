import type { Manifest } from "../../core/output/manifest.js";
import type { Site } from "../steps/site.js";

/** The disk image when nothing is mounted any more. */
export interface SealedDisk {
	/** Raw image file of `image0`; empty when no output is made of it. */
	readonly image: string;
	readonly description: Omit<Manifest, "outputs">;
}

/** What the last phases run on; sealed when they are done. */
export interface FinalFileSystems {
	readonly site: Site;
	/** Describes the finished tree, then unmounts everything and lets the devices go (contract §7.3, steps 29 and 30). */
	seal(): Promise<SealedDisk>;
}
