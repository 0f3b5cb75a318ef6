import { execa } from "execa";

/**
 * Those of `files` (absolute paths below `folder`) that git ignores. None where git is missing or `folder` is in no
 * work tree: every file counts then.
 */
export async function gitIgnored(folder: string, files: readonly string[]): Promise<Set<string>> {
	if (files.length === 0) return new Set();
	const { stdout, exitCode } = await execa("git", ["-C", folder, "check-ignore", "-z", "--stdin"], {
		input: files.map((file) => `${file}\0`).join(""),
		reject: false,
		stripFinalNewline: false,
	});
	return new Set(exitCode === 0 ? stdout.split("\0").filter(Boolean) : []);
}
