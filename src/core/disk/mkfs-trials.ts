import { FORMATS } from "../output/output-formats.js";
import type { Plan } from "../planning/plan.js";
import { splitWords } from "./compute-layout.js";
import { rootMkfsOptions } from "./image-size.js";
import { mergeRootParams } from "./read-config.js";

/** A file system of an image whose options for mkfs can be tried before the build. */
export interface MkfsTrial {
	/** Its name in the layout. */
	readonly name: string;
	readonly type: string;
	readonly opts: readonly string[];
	/** Sizes that it may get, in bytes; the options are wrong when none of them takes them. */
	readonly sizes: readonly number[];
}

const GIB = 2 ** 30;
/** Some options fit small file systems alone, some large ones, and what the tree will take is not known yet. */
const GUESSES = [2 * GIB, 256 * GIB];

/** File systems with options that somebody gave, in the order of the layout; none when no disk is made. */
export function mkfsTrials({ disk, outputs, settings }: Pick<Plan, "disk" | "outputs" | "settings">): MkfsTrial[] {
	if (!outputs.some(({ format }) => FORMATS[format].from === "disk")) return [];
	const { journalSize, maxOnlineResize, mkfsOptions, imageSize } = settings;
	const rootFsOpts = rootMkfsOptions({
		rootFsType: disk.rootFsType,
		journalSize,
		given: mkfsOptions,
		...(maxOnlineResize ? { maxOnlineResize } : {}),
	});
	const sizes = imageSize === undefined ? GUESSES : [imageSize * GIB, ...GUESSES];
	return mergeRootParams(disk.config, { rootFsType: disk.rootFsType, rootFsOpts }).flatMap(({ mkfs }) => {
		const opts = splitWords(String(mkfs?.opts ?? ""));
		return opts.length > 0 ? [{ name: String(mkfs?.name), type: String(mkfs?.type), opts, sizes }] : [];
	});
}
