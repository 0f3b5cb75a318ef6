import { PassThrough } from "node:stream";
import type { CliContext } from "../entry/context.js";
import { makeProgram } from "../entry/program.js";
import { type CommandTable, tableOf } from "./command-table.js";
import {
	DIB_BLOCK_DEVICE,
	DIB_LINT,
	DISK_IMAGE_CREATE,
	DISKIMAGE_BUILDER,
	ELEMENT_INFO,
	RAMDISK_IMAGE_CREATE,
} from "./dib-tables.js";

/** What can be typed after every program of this package, out of the tables that their help is made of. */
export function allTables(context: Pick<CliContext, "packageRoot" | "version">): CommandTable[] {
	const quiet = new PassThrough();
	const program = makeProgram([], { ...context, env: {}, cwd: "/", stdout: quiet, stderr: quiet }, () => {});
	return [
		tableOf(program),
		DISK_IMAGE_CREATE,
		RAMDISK_IMAGE_CREATE,
		DISKIMAGE_BUILDER,
		ELEMENT_INFO,
		DIB_BLOCK_DEVICE,
		DIB_LINT,
	];
}
