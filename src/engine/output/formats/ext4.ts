import { open, rm } from "node:fs/promises";
import { splitWords } from "../../../core/disk/compute-layout.js";
import { imageSizeKiB, rootMkfsOptions } from "../../../core/disk/image-size.js";
import { usedKiB } from "../../disk/final-disk.js";
import { makeFileSystem } from "../../disk/make-file-system.js";
import { sortedCopy } from "../../reproducible/sorted-copy.js";
import { steadyTreeKiB } from "../../reproducible/tree-size.js";
import { CopyMeter, treeBytes } from "../../tasks/copy-meter.js";
import { Scope } from "../../work/scope.js";
import type { OutputWriter } from "./writer.js";

/** One ext4 file system with the whole tree in it and no partition table: for machines that bring a kernel of their own. */
export const ext4: OutputWriter = {
	from: "tree",
	async write({ tree, target, task, scratch, identity, plan: { disk, settings } }) {
		const bytes =
			1024 *
			imageSizeKiB({
				treeKiB: identity ? await steadyTreeKiB(tree) : await usedKiB(tree),
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
		const placed = { ...system, place: { image: "ext4", start: 0, bytes } };
		const scope = new Scope();
		try {
			const folder = identity ? await sortedCopy(scope, tree, scratch, identity.epoch) : tree;
			await makeFileSystem(placed, target, 512, { folder, onRead: meter.part() }, identity);
		} finally {
			await scope.close();
		}
	},
};
