import { runTool } from "../../host/run-tool.js";

/**
 * Lets an entry be changed that chattr(1) has made immutable or append-only. Does nothing where the file system knows no
 * such flags or the host no such program: what is tried next then tells why it fails.
 */
export async function clearFlags(entry: Buffer, range?: "with all below"): Promise<void> {
	const recursive = range ? ["-R"] : [];
	// By way of xargs: names may be of any bytes.
	await runTool(["xargs", "-0", "chattr", "-f", ...recursive, "-i", "-a", "--"], {
		input: Buffer.concat([entry, Buffer.alloc(1)]),
		accept: [0, 1, 123, 126, 127],
	}).catch(() => {});
}

/** Whether chattr(1) has made it immutable. */
export async function isImmutable(entry: Buffer): Promise<boolean> {
	const { stdout, exitCode } = await runTool(["xargs", "-0", "lsattr", "-d", "--"], {
		input: Buffer.concat([entry, Buffer.alloc(1)]),
		accept: [0, 1, 123, 126, 127],
	});
	return exitCode === 0 && (stdout.split(" ")[0] ?? "").includes("i");
}
