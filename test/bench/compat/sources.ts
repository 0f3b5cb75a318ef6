import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Makes a git repository, a tarball and a file for the element `brings-data` to fetch. */
export function makeSources(folder: string): void {
	rmSync(folder, { recursive: true, force: true });
	const repository = join(folder, "repository");
	mkdirSync(join(repository, "docs"), { recursive: true });
	writeFileSync(join(repository, "README"), "from git\n");
	writeFileSync(join(repository, "docs/run"), "#!/bin/sh\necho from git\n", { mode: 0o755 });
	const git = (...args: string[]) =>
		execFileSync("git", ["-C", repository, "-c", "user.name=Me", "-c", "user.email=me@example.org", ...args]);
	git("init", "--quiet", "--initial-branch", "master");
	git("add", ".");
	git("commit", "--quiet", "--message", "First");
	git("tag", "v1");
	execFileSync("tar", ["-C", repository, "-czf", join(folder, "archive.tgz"), "--exclude=.git", "."]);
	writeFileSync(join(folder, "file"), "a file\n");
}
