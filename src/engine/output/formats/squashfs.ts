import { rm } from "node:fs/promises";
import { runWriter } from "./run-writer.js";
import type { OutputWriter } from "./writer.js";

/** The tree as a squashfs, compressed with xz (contract §10.2). The format has no room for ACLs; other attributes stay. */
export const squashfs: OutputWriter = {
	from: "tree",
	async write(job) {
		await rm(job.target, { force: true });
		const times = job.identity ? ["-mkfs-time", String(job.identity.epoch)] : [];
		const options = ["-comp", "xz", "-noappend", "-xattrs", "-no-recovery", ...times];
		await runWriter(["mksquashfs", job.tree, job.target, ...options], job);
	},
};
