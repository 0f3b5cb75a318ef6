import type { BuildContext } from "../build-context.js";
import type { TaskLog } from "../tasks/task-log.js";
import { type SizedDisk, type SizedSite, sizedDisk } from "./final-disk.js";

/** The disk with all sizes known, which the log tells. */
export async function layOut(ctx: BuildContext, site: SizedSite, log: TaskLog): Promise<SizedDisk> {
	const disk = await sizedDisk(ctx, site, (line) => log.note(line));
	for (const image of disk.layout.images) {
		log.note(`${image.name}: ${image.bytes} bytes, ${image.table ?? "no partition table"}`);
		for (const part of image.partitions) {
			log.note(`  ${part.number} ${part.name}: ${part.bytes} bytes at ${part.start}`);
		}
	}
	return disk;
}
