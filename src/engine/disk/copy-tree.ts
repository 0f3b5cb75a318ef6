import { EXIT, UserError } from "../../core/errors.js";
import { runTool } from "../../host/run-tool.js";

/** Copies a tree with all attributes into a mounted file system. Throws UserError `disk-full` when there is no room. */
export async function copyTree(tree: string, target: string): Promise<void> {
	try {
		await runTool(["cp", "-a", "--sparse=auto", "--", `${tree}/.`, target]);
	} catch (cause) {
		if (!(cause instanceof UserError) || !/No space left on device/.test(cause.message)) throw cause;
		const { stdout } = await runTool(["du", "-s", "-m", "-x", tree]);
		throw new UserError({
			code: "disk-full",
			message: `the tree of ${Number.parseInt(stdout, 10)} MiB does not fit into the file systems of the image`,
			exitCode: EXIT.failed,
			cause,
		});
	}
}
