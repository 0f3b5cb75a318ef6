import { open, rm } from "node:fs/promises";
import { splitWords } from "../../../core/disk/compute-layout.js";
import { imageSizeKiB, rootMkfsOptions } from "../../../core/disk/image-size.js";
import { runTool } from "../../../host/run-tool.js";
import { makeFileSystem } from "../../disk/make-file-system.js";
import { CopyMeter, treeBytes } from "../../tasks/copy-meter.js";
import type { OutputWriter } from "./writer.js";

/** One ext4 file system with the whole tree in it and no partition table: for machines that bring a kernel of their own. */
export const ext4: OutputWriter = {
	from: "tree",
	async write({ tree, target, task, plan: { disk, settings } }) {
		const { stdout } = await runTool(["du", "-s", "-k", "-x", tree]);
		const bytes =
			1024 *
			imageSizeKiB({
				treeKiB: Number.parseInt(stdout, 10),
				...(settings.imageSize === undefined ? {} : { imageSize: settings.imageSize }),
				...(settings.imageExtraSize === undefined ? {} : { extraSize: settings.imageExtraSize }),
				journalSize: settings.journalSize,
				rootFsType: "ext4",
				efi: false,
			});
		await rm(target, { force: true });
		const file = await open(target, "wx", 0o600);
		await file.truncate(bytes);
		await file.close();
		const opts = rootMkfsOptions({ rootFsType: "ext4", journalSize: settings.journalSize, given: "" });
		const system = { node: "ext4", on: "ext4", type: "ext4", label: disk.rootLabel, opts: splitWords(opts) };
		const meter = new CopyMeter(treeBytes(tree), "copied", (progress) => task.log.tell(progress));
		const content = { folder: tree, onRead: meter.part() };
		await makeFileSystem({ ...system, place: { image: "ext4", start: 0, bytes } }, target, 512, content);
	},
};
