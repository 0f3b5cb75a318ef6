import { packTree } from "./run-writer.js";
import type { OutputJob, OutputWriter } from "./writer.js";

/** The tree as an archive with members `./…` (contract §10.2). */
export const tar: OutputWriter = {
	from: "tree",
	write: (job) => packTree(tarArgv(job.target, job.tree, [...sparse(job), ...steadyTar(job)]), job),
};

/** The same, compressed with DIB_GZIP_BIN or gzip. */
export const tgz: OutputWriter = {
	from: "tree",
	write: (job) =>
		packTree(
			tarArgv(job.target, job.tree, [...sparse(job), ...steadyTar(job), "-I", `${job.plan.settings.gzip} -9`]),
			job,
		),
};

/**
 * Packs a tree: hard links, ACLs and all extended attributes kept, owners as numbers, because the names would be the host's.
 * `/proc` and `/sys` are left out even as folders, as DIB does.
 */
export function tarArgv(target: string, tree: string, options: readonly string[] = []): string[] {
	return [
		...["tar", "--create", "--file", target, "--directory", tree, "--sort=name", "--numeric-owner"],
		...["--format=posix", "--acls", "--xattrs", "--xattrs-include=*", ...options],
		...["--anchored", "--exclude=./proc", "--exclude=./sys", "."],
	];
}

/** Extended headers hold when a file was last read and changed, and the number of the process in their names. */
export const steadyTar = ({ identity }: Pick<OutputJob, "identity">): string[] =>
	identity ? ["--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime"] : [];

/** The name of a sparse member holds the number of the process. */
const sparse = ({ identity }: Pick<OutputJob, "identity">) => (identity ? [] : ["--sparse"]);
