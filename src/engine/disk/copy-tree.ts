import { EXIT, UserError } from "../../core/errors.js";
import { runTool } from "../../host/run-tool.js";
import type { OnRead } from "../tasks/copy-meter.js";
import { fullFolder } from "../work/full-folder.js";

export interface CopyTreeOptions {
	/** Where the image lies whose file system is filled; absent: a folder of this host is. */
	readonly imageDirectory?: string;
	readonly onRead?: OnRead;
}

/**
 * Copies a tree with all attributes into a file system of the image, or into a folder of this host. Throws UserError `disk-full` when there is no room in the image, `no-space` when there is none on the host.
 */
export async function copyTree(tree: string, target: string, options: CopyTreeOptions = {}): Promise<void> {
	const { imageDirectory, onRead } = options;
	try {
		await runTool(["cp", "-a", "--sparse=auto", "--", `${tree}/.`, target], onRead ? { onRead } : {});
	} catch (cause) {
		if (
			!(cause instanceof UserError) ||
			!/No space left on device|Disk quota exceeded|Input\/output error/.test(cause.message)
		)
			throw cause;
		const { stdout } = await runTool(["du", "-s", "-m", "-x", tree]);
		const mib = Number.parseInt(stdout, 10);
		const full = fullFolder(imageDirectory ?? target, `the tree of ${mib} MiB`, cause);
		if (full) throw full;
		if (imageDirectory === undefined || !/No space left/.test(cause.message)) throw cause;
		throw new UserError({
			code: "disk-full",
			message: `the tree of ${mib} MiB does not fit into the file systems of the image`,
			exitCode: EXIT.failed,
			cause,
		});
	}
}
