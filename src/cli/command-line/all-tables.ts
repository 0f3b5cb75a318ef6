import { PassThrough } from "node:stream";
import { allCommands } from "../entry/all-commands.js";
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
	const nowhere = { ...context, env: {}, cwd: "/", stdout: quiet, stderr: quiet };
	const commands = allCommands(
		nowhere,
		[],
		() => {},
		async () => 0,
	);
	const program = makeProgram(commands, nowhere);
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
