import { askTool } from "./run-tool.js";
/**
 * Those of `files` (absolute paths below `folder`) that git ignores. None where git is missing or `folder` is in no
 * work tree: every file counts then.
 */
export async function gitIgnored(folder: string, files: readonly string[]): Promise<Set<string>> {
	if (files.length === 0) return new Set();
	const input = files.map((file) => `${file}\0`).join("");
	const ignored = await askTool(["git", "-C", folder, "check-ignore", "-z", "--stdin"], { input });
	return new Set(ignored?.split("\0").filter(Boolean));
}
