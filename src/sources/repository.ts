import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { isLocalOrigin, nameOfOrigin } from "../core/element/source.js";
import { EXIT, UserError } from "../core/errors.js";
import { cureText } from "../core/failure/cure-words.js";
import { matchCauses } from "../core/failure/match-causes.js";
import { makeFolder } from "../host/make-folder.js";
import { moveUserFolder } from "../host/user-folders.js";
import { complaint, type GitResult, git } from "./git.js";
import { commitFolder } from "./plain-folder.js";

/** What one place of origin has given us: git's objects, and the commits that were taken out of them. */
export interface Repository {
	readonly origin: string;
	/** Holds `git`, and a folder for every commit. */
	readonly folder: string;
}

/** The repository of an origin below `folder`; nothing is made yet. */
export function repositoryOf(origin: string, folder: string): Repository {
	const hash = createHash("sha256").update(origin).digest("hex").slice(0, 8);
	return { origin, folder: join(folder, `${nameOfOrigin(origin)}-${hash}`) };
}

/** Where the files of a commit are once `checkOut` has put them there; they never change. */
export const commitFolderOf = ({ folder }: Repository, commit: string) => join(folder, commit);

/**
 * Fetches a branch, a tag or a commit, the default branch when none is named, and returns the commit. Only that state is
 * fetched where the server can do so. Throws UserError: `source-unreachable`, `commit-not-found`, `missing-tool`,
 * `folder-unwritable`.
 */
export async function fetchCommit(repository: Repository, ref: string | undefined): Promise<string> {
	await open(repository);
	if (await isPlainFolder(repository.origin)) return fromPlainFolder(repository, ref);
	const wanted = ref ?? "HEAD";
	const taken = `refs/fetched/${process.pid}-${Date.now()}`;
	const shallow = await inside(repository, fetchArguments(repository, [`+${wanted}:${taken}`], ["--depth=1"]));
	if (shallow.exitCode === 0) return keep(repository, taken);
	if (isCommit(wanted) || /shallow|unadvertised/i.test(shallow.stderr)) {
		const known = await fetchAll(repository, wanted);
		if (known) return keep(repository, known);
	}
	throw isUnknownRef(shallow.stderr) ? notFound(repository, ref) : unreachable(repository, shallow);
}

/**
 * The folder with the files of a commit, taken out of what was fetched; undefined when it was not fetched. Throws UserError
 * `folder-unwritable` or `source-damaged`.
 */
export async function checkOut(repository: Repository, commit: string): Promise<string | undefined> {
	const target = commitFolderOf(repository, commit);
	if (existsSync(target)) return target;
	if (!existsSync(join(repository.folder, "git")) || !(await hasCommit(repository, commit))) return undefined;
	const staging = mkdtempSync(join(repository.folder, ".new-"));
	try {
		const files = join(staging, "files");
		mkdirSync(files);
		const read = await inside(repository, ["read-tree", "--reset", "-u", commit], {
			GIT_WORK_TREE: files,
			GIT_INDEX_FILE: join(staging, "index"),
		});
		if (read.exitCode !== 0) throw damaged(repository, commit, read);
		publish(files, target);
		return target;
	} finally {
		rmSync(staging, { recursive: true, force: true });
	}
}

/** When a commit was made, as ISO 8601; empty for the content of a folder, which has no date. */
export async function commitDate(repository: Repository, commit: string): Promise<string> {
	const shown = await inside(repository, ["log", "-1", "--no-walk", "--format=%cI", commit]);
	const date = shown.stdout.trim();
	return date.startsWith("1970-01-01") ? "" : date;
}

/** Elements in folders of a commit → hash of all that is in them. Of one name, that in the first folder counts. */
export async function elementHashes(
	repository: Repository,
	commit: string,
	folders: readonly string[],
): Promise<Map<string, string>> {
	const hashes = new Map<string, string>();
	for (const folder of [...folders].reverse()) {
		const listed = await inside(repository, ["ls-tree", "-z", `${commit}:${folder === "." ? "" : folder}`]);
		for (const line of listed.stdout.split("\0").filter(Boolean)) {
			const [, type, hash = "", name = ""] = /^\d+ (\w+) (\w+)\t(.*)$/s.exec(line) ?? [];
			if (type === "tree") hashes.set(name, hash);
		}
	}
	return hashes;
}

/** Waits for its turn where somebody else changes the same repository. */
async function inside(
	{ folder }: Repository,
	args: readonly string[],
	env: Readonly<Record<string, string>> = {},
): Promise<GitResult> {
	for (let waited = 0; ; waited += TURN_MS) {
		const result = await git(args, { env: { GIT_DIR: join(folder, "git"), ...env } });
		if (waited >= LONGEST_WAIT_MS || !/\.lock': File exists/.test(result.stderr)) return result;
		await setTimeout(TURN_MS);
	}
}

const TURN_MS = 250;
const LONGEST_WAIT_MS = 30_000;

function fetchArguments({ origin }: Repository, refs: readonly string[], options: readonly string[]): string[] {
	return ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--force", ...options, "--", origin, ...refs];
}

/** Makes the repository; a half-made one is never seen under its name. */
async function open(repository: Repository): Promise<void> {
	makeFolder(repository.folder, "collections of elements", moveUserFolder("data"));
	const target = join(repository.folder, "git");
	if (existsSync(target)) return;
	const staging = mkdtempSync(join(repository.folder, ".new-"));
	try {
		const made = await git(["init", "--quiet", "--bare", "--", join(staging, "git")]);
		if (made.exitCode !== 0) throw damaged(repository, "it", made);
		publish(join(staging, "git"), target);
	} finally {
		rmSync(staging, { recursive: true, force: true });
	}
}

/** Somebody else may have been faster: theirs is the same. */
function publish(from: string, to: string): void {
	try {
		renameSync(from, to);
	} catch (error) {
		if (!["ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
	}
}

const isCommit = (ref: string) => /^[0-9a-f]{40,64}$/.test(ref);

async function hasCommit(repository: Repository, commit: string): Promise<boolean> {
	return (await inside(repository, ["cat-file", "-e", `${commit}^{commit}`])).exitCode === 0;
}

/** For servers that give no single commits: all branches and tags. Returns what the ref is in them. */
async function fetchAll(repository: Repository, ref: string): Promise<string | undefined> {
	const refs = ["+HEAD:refs/all/HEAD", "+refs/heads/*:refs/all/heads/*", "+refs/tags/*:refs/all/tags/*"];
	const fetched = await inside(repository, fetchArguments(repository, refs, ["--prune"]));
	if (fetched.exitCode !== 0) return undefined;
	for (const name of [
		...(isCommit(ref) ? [ref] : []),
		`refs/all/heads/${ref}`,
		`refs/all/tags/${ref}`,
		`refs/all/${ref}`,
	]) {
		const found = await inside(repository, ["rev-parse", "--verify", "--quiet", `${name}^{commit}`]);
		if (found.exitCode === 0) return found.stdout.trim();
	}
	return undefined;
}

/** Gives the commit a ref of its own, so that no clean-up takes it. */
async function keep(repository: Repository, fetched: string): Promise<string> {
	const found = await inside(repository, ["rev-parse", "--verify", `${fetched}^{commit}`]);
	const commit = found.stdout.trim();
	await inside(repository, ["update-ref", `refs/commits/${commit}`, commit]);
	if (fetched.startsWith("refs/fetched/")) await inside(repository, ["update-ref", "-d", fetched]);
	return commit;
}

/** A folder that is not a repository of git: its content is committed as it is now. */
async function isPlainFolder(origin: string): Promise<boolean> {
	if (!isLocalOrigin(origin) || !existsSync(origin)) return false;
	const { exitCode, stderr } = await git(["-C", origin, "rev-parse", "--git-dir"]);
	return exitCode !== 0 && !/dubious ownership/.test(stderr);
}

async function fromPlainFolder(repository: Repository, ref: string | undefined): Promise<string> {
	if (ref !== undefined && (await hasCommit(repository, ref))) return ref;
	const commit = await commitFolder(repository.origin, join(repository.folder, "git"));
	if (ref === undefined || ref === commit) return commit;
	throw new UserError({
		code: "commit-not-found",
		message: `The folder ${repository.origin} is not what it was at ${ref.slice(0, 12)}, and git keeps no history of it`,
		next: [`Use it as it is now: diskwright elements add ${repository.origin} --name ${basename(repository.origin)}`],
	});
}

const isUnknownRef = (said: string) =>
	/couldn't find remote ref|not our ref|unadvertised object|bad object/i.test(said);

function notFound({ origin }: Repository, ref = "HEAD"): UserError {
	return new UserError({
		code: "commit-not-found",
		message: isCommit(ref)
			? `The commit ${ref.slice(0, 12)} is not in ${origin} any more`
			: `There is no branch and no tag '${ref}' in ${origin}`,
		next: isCommit(ref)
			? ["Ask those who keep the repository, or use another commit: diskwright elements add ADDRESS --ref REF"]
			: [`What it has: git ls-remote '${origin}'`, "A commit is named with all its 40 digits."],
	});
}

/** Known causes of failed builds whose first cure holds here as well. */
const SHARED = /^(?:host-key|key-refused|private-key|name-resolution|certificate)/;

/** What git refuses in ways that a build does not meet, or would mend otherwise. */
function ownCure(said: string, origin: string): string[] {
	if (/could not read (?:Username|Password)|Authentication failed/.test(said)) {
		return [
			"It may be misspelt: servers ask for a name and a password where nothing is.",
			"For a private one let git know them: git config --global credential.helper store",
		];
	}
	if (/out of memory|died of signal (?:25|6)|File too large|no answer in \d+ seconds/i.test(said)) {
		return [
			"It sends more than a collection of elements has, or too slowly: DIB_GIT_TIMEOUT, DIB_GIT_MEMORY allow more.",
		];
	}
	return /dubious ownership/.test(said)
		? [`It belongs to somebody else; to trust it: git config --global --add safe.directory '${origin}'`]
		: [];
}

function unreachable({ origin }: Repository, result: GitResult): UserError {
	const lines = result.stderr.split("\n");
	const known = matchCauses({ lines, message: complaint(result) }).find(({ id }) => SHARED.test(id));
	return new UserError({
		code: "source-unreachable",
		message: `Nothing can be fetched from ${origin}: ${complaint(result)}`,
		next: [
			...ownCure(result.stderr, origin),
			...(known?.cure.slice(0, 1).map(cureText) ?? []),
			`Try it yourself: git ls-remote '${origin}'`,
		],
		exitCode: EXIT.host,
	});
}

const damaged = ({ folder }: Repository, what: string, result: GitResult) =>
	new UserError({
		code: "source-damaged",
		message: `${what.slice(0, 12)} cannot be taken out of ${folder}: ${complaint(result)}`,
		next: [`Remove it, and it is fetched again: rm -r '${folder}'`],
		exitCode: EXIT.host,
	});
