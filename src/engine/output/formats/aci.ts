import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { packTree, runWriter } from "./run-writer.js";
import { tarArgv } from "./tar.js";
import type { OutputWriter } from "./writer.js";

/** An app container image: the tree below `rootfs` and the manifest of ACI_MANIFEST beside it (contract §10.2). */
export const aci: OutputWriter = {
	from: "tree",
	async write(job) {
		const { aciManifest } = job.plan.settings;
		// Flag S leaves the targets of symbolic links alone.
		await packTree(tarArgv(job.target, job.tree, ["--sparse", "--transform=s,^[.],rootfs,S"]), job);
		if (!aciManifest) return job.task.log.note("The archive has no manifest: ACI_MANIFEST names none");
		const folder = join(job.scratch, "aci");
		await mkdir(folder, { recursive: true });
		await copyFile(aciManifest, join(folder, "manifest"));
		const owner = ["--owner=0", "--group=0", "--numeric-owner", "--mode=0644"];
		await runWriter(["tar", "--append", "--file", job.target, ...owner, "-C", folder, "manifest"], job);
	},
};
