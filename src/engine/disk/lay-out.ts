import type { BuildContext } from "../build-context.js";
import { identity, withUuids } from "../reproducible/identity.js";
import type { TaskLog } from "../tasks/task-log.js";
import { type SizedDisk, type SizedSite, sizedDisk } from "./final-disk.js";

/** The disk with all sizes known, which the log tells. */
export async function layOut(ctx: BuildContext, site: SizedSite, log: TaskLog): Promise<SizedDisk> {
	const sized = await sizedDisk(ctx, site, (line) => log.note(line));
	const own = identity(ctx);
	const disk = own ? { ...sized, layout: withUuids(sized.layout, own) } : sized;
	for (const image of disk.layout.images) {
		log.note(`${image.name}: ${image.bytes} bytes, ${image.table ?? "no partition table"}`);
		for (const part of image.partitions) {
			log.note(`  ${part.number} ${part.name}: ${part.bytes} bytes at ${part.start}`);
		}
	}
	return disk;
}
