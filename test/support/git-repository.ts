import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type ElementSpec, writeTree } from "./elements.js";

/** A repository of elements that a test makes and changes. */
export interface TestRepository {
	readonly folder: string;
	/** Writes and removes files, commits all, and returns the commit. */
	commit(files: NonNullable<ElementSpec["files"]>, removed?: readonly string[]): string;
	git(...args: string[]): string;
}

/** Somebody whose settings of git do not matter. */
const NOBODY = {
	...{ GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" },
	...{ GIT_AUTHOR_NAME: "test", GIT_AUTHOR_EMAIL: "test@localhost" },
	...{ GIT_COMMITTER_NAME: "test", GIT_COMMITTER_EMAIL: "test@localhost" },
};

/** Makes an empty repository with the branch `main`. */
export function makeRepository(folder: string): TestRepository {
	mkdirSync(folder, { recursive: true });
	const git = (...args: string[]) =>
		execFileSync("git", ["-C", folder, ...args], { encoding: "utf8", env: { ...process.env, ...NOBODY } }).trim();
	git("init", "--quiet", "--initial-branch=main");
	return {
		folder,
		git,
		commit(files, removed = []) {
			writeTree(folder, files);
			for (const path of removed) rmSync(join(folder, path), { recursive: true });
			git("add", "--all");
			git("commit", "--quiet", "--message=change", "--allow-empty");
			return git("rev-parse", "HEAD");
		},
	};
}

/** A hook that says something. */
export const hook = (words: string) => `#!/bin/bash\nset -eu\necho "${words}"\n`;
