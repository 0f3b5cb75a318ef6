import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { blob, ociFiles } from "../../../core/output/oci-image.js";
import { digest } from "../digest.js";
import { packTree, runWriter } from "./run-writer.js";
import { steadyTar, tarArgv } from "./tar.js";
import type { OutputWriter } from "./writer.js";

/**
 * An archive for `docker load` and everything that reads OCI images, made without a daemon. Its one layer is not sparse: the
 * OCI specification advises against it, because not every reader understands such archives.
 */
export const docker: OutputWriter = {
	from: "tree",
	async write(job) {
		const { plan, tree, target, scratch, task } = job;
		const folder = join(scratch, "docker");
		await rm(folder, { recursive: true, force: true });
		await mkdir(join(folder, "blobs/sha256"), { recursive: true });
		const archive = join(folder, "layer.tar");
		await packTree(tarArgv(archive, tree, steadyTar(job)), job);
		const layer = { sha256: await digest(archive, "sha256"), bytes: (await stat(archive)).size };
		await rename(archive, join(folder, blob(layer.sha256)));
		const files = ociFiles({
			layer,
			target: plan.settings.dockerTarget ?? plan.imageName,
			architecture: plan.architecture,
			created: (job.identity ? new Date(job.identity.epoch * 1000) : new Date()).toISOString(),
		});
		for (const [path, text] of files) {
			await mkdir(dirname(join(folder, path)), { recursive: true });
			await writeFile(join(folder, path), text);
		}
		const members = ["oci-layout", "index.json", "manifest.json", "blobs"];
		const times = job.identity ? ["--sort=name", `--mtime=@${job.identity.epoch}`] : [];
		const owner = ["--owner=0", "--group=0", "--numeric-owner", "--mode=u=rwX,go=rX"];
		await runWriter(["tar", "--create", "--file", target, ...owner, ...times, "-C", folder, ...members], job);
		await rm(folder, { recursive: true });
		const { file } = plan.outputs.find(({ format }) => format === "docker") ?? { file: target };
		task.log.note(`Load it with: docker load --input ${file}`);
	},
};
