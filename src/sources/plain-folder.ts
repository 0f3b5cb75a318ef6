import { lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXIT, UserError } from "../core/errors.js";
import { runTool } from "../host/run-tool.js";
import { complaint, git } from "./git.js";

/** Always the same, so that a folder's content alone decides which commit it is. */
const NOBODY = {
	...{ GIT_AUTHOR_NAME: "diskwright", GIT_AUTHOR_EMAIL: "diskwright@localhost", GIT_AUTHOR_DATE: "@0 +0000" },
	...{ GIT_COMMITTER_NAME: "diskwright", GIT_COMMITTER_EMAIL: "diskwright@localhost", GIT_COMMITTER_DATE: "@0 +0000" },
};

/**
 * Makes a commit of what a folder without git holds now, and returns it: the same content is the same commit everywhere.
 * Repositories inside it count as plain files. Throws UserError `folder-unreadable`.
 */
export async function commitFolder(folder: string, gitDir: string): Promise<string> {
	const staging = mkdtempSync(join(tmpdir(), "diskwright-elements-"));
	try {
		const files = join(staging, "files");
		const copied = await runTool(["cp", "-a", "--", folder, files], { accept: "any" });
		if (copied.exitCode !== 0) throw unreadable(folder, copied.stderr.split("\n")[0] ?? "");
		removeGit(files);
		const env = { GIT_DIR: gitDir, GIT_WORK_TREE: files, GIT_INDEX_FILE: join(staging, "index"), ...NOBODY };
		await must(folder, ["-C", files, "add", "--all", "--force", "."], env);
		const tree = await must(folder, ["write-tree"], env);
		const commit = await must(folder, ["commit-tree", "-m", "elements", tree], env);
		await must(folder, ["update-ref", `refs/commits/${commit}`, commit], env);
		return commit;
	} finally {
		rmSync(staging, { recursive: true, force: true });
	}
}

/** A folder with a repository of its own would become a mere reference to it. */
function removeGit(folder: string): void {
	for (const name of readdirSync(folder)) {
		const path = join(folder, name);
		if (name === ".git") rmSync(path, { recursive: true, force: true });
		else if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) removeGit(path);
	}
}

async function must(folder: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
	const result = await git(args, { env });
	if (result.exitCode !== 0) throw unreadable(folder, complaint(result));
	return result.stdout.trim();
}

const unreadable = (folder: string, why: string) =>
	new UserError({
		code: "folder-unreadable",
		message: `The folder ${folder} cannot be read as elements: ${why}`,
		next: [`Look at its permissions: ls -l '${folder}'`],
		exitCode: EXIT.host,
	});
