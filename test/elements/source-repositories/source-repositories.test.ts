import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
	closeSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ELEMENTS, HOOK_LIBRARY } from "../hook-root.js";

let folder: string;
const at = (...names: string[]) => join(folder, ...names);
const git = (...args: string[]) =>
	execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@localhost", "-C", at("upstream"), ...args], {
		encoding: "utf8",
	}).trim();

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "source-repositories-"));
	for (const name of ["cache", "hooks/bin", "tree/etc/dib-manifests", "tree/tmp", "bin", "upstream"]) {
		mkdirSync(at(name), { recursive: true });
	}
	execFileSync("cp", [join(ELEMENTS, "cache-url/bin/cache-url"), at("hooks/bin")]);
	writeFileSync(at("bin/sleep"), '#!/bin/sh\necho "$1" >>"${0%/*}/slept"\n', { mode: 0o755 });
	git("init", "--quiet", "--initial-branch=master");
	commit("one");
	git("tag", "v1");
	commit("two");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function commit(text: string): void {
	writeFileSync(at("upstream/file"), text);
	git("add", "file");
	git("commit", "--quiet", "-m", text);
}

function run(lines: readonly string[], env: Record<string, string> = {}) {
	writeFileSync(at("hooks/source-repository-test"), `${lines.join("\n")}\n`);
	const { status, stdout, stderr } = spawnSync(
		join(ELEMENTS, "source-repositories/extra-data.d/98-source-repositories"),
		{
			encoding: "utf8",
			env: {
				PATH: `${at("bin")}:${process.env.PATH}`,
				HOME: folder,
				DIB_IMAGE_CACHE: at("cache"),
				TMP_HOOKS_PATH: at("hooks"),
				_LIB: HOOK_LIBRARY,
				TMP_MOUNT_PATH: at("tree"),
				DIB_MANIFEST_IMAGE_DIR: "/etc/dib-manifests",
				DIB_DEFAULT_INSTALLTYPE: "source",
				IMAGE_NAME: "/out/image",
				...env,
			},
		},
	);
	return { status, output: stdout + stderr };
}

const tree = (path: string) => readFileSync(at("tree", path), "utf8");
const kept = (name: string, type: string, location: string) =>
	at("cache/source-repositories", `${name}_${createHash("sha1").update(`${type}_${location}\n`).digest("hex")}`);

test("git: the branch, with the commit in the manifest", () => {
	const { status, output } = run(["# a comment", "", `my-thing git /opt/thing   $UPSTREAM`], {
		UPSTREAM: at("upstream"),
	});
	expect(output).not.toContain("failed");
	expect(status).toBe(0);
	expect(tree("opt/thing/file")).toBe("two");
	expect(tree("etc/dib-source-repositories")).toBe("/opt/thing\n");
	expect(tree("etc/dib-manifests/dib-manifest-git-image")).toBe(
		`my-thing git /opt/thing ${at("upstream")} ${git("rev-parse", "HEAD")}\n`,
	);
	expect(existsSync(kept("my_thing", "git", at("upstream")))).toBe(true);
});

test.each([
	["a tag in the line", " v1", {}],
	["a tag by variable", "", { DIB_REPOREF_my_thing: "v1" }],
	["a commit by variable", " master", { DIB_REPOREF_my_thing: "COMMIT" }],
])("git: %s", (_, ref, env: Record<string, string>) => {
	const chosen = Object.fromEntries(
		Object.entries(env).map(([name, value]) => [name, value.replace("COMMIT", git("rev-parse", "v1"))]),
	);
	expect(run([`my-thing git /opt/thing ${at("upstream")}${ref}`], chosen).status).toBe(0);
	expect(tree("opt/thing/file")).toBe("one");
});

test("git: an archive's line made git by variable takes the branch that the repository has", () => {
	git("branch", "--move", "master", "main");
	const { status, output } = run([`thing tar /opt/thing ${at("upstream")}`], { DIB_REPOTYPE_thing: "git" });
	expect(status, output).toBe(0);
	expect(tree("opt/thing/file")).toBe("two");
});

test("git: a newer commit is fetched, offline the kept one is used", () => {
	const line = `thing git /opt/thing ${at("upstream")}`;
	expect(run([line]).status).toBe(0);
	commit("three");
	rmSync(at("tree/opt"), { recursive: true });
	expect(run([line], { DIB_OFFLINE: "1" }).status).toBe(0);
	expect(tree("opt/thing/file")).toBe("two");
	rmSync(at("tree/opt"), { recursive: true });
	expect(run([line]).status).toBe(0);
	expect(tree("opt/thing/file")).toBe("three");
});

test("git: * takes all branches and tags", () => {
	git("branch", "other", "v1");
	expect(run([`thing git /opt/thing ${at("upstream")} *`]).status).toBe(0);
	const refs = execFileSync("git", ["-C", at("tree/opt/thing"), "for-each-ref", "--format=%(refname)"], {
		encoding: "utf8",
	});
	expect(refs).toContain("refs/heads/other");
	expect(refs).toContain("refs/tags/v1");
});

test("git: one destination cannot hold two refs", () => {
	const line = (ref: string) => `thing git /opt/thing ${at("upstream")} ${ref}`;
	expect(run([line("master"), line("master")]).status).toBe(0);
	const { status, output } = run([line("v1")]);
	expect(status).toBe(1);
	expect(output).toContain("/opt/thing holds another ref");
});

test("git: a ref that is not there is named", () => {
	const { status, output } = run([`thing git /opt/thing ${at("upstream")} nowhere`]);
	expect(status).toBe(1);
	expect(output).toContain(`${at("upstream")} has no nowhere. Set DIB_REPOREF_thing`);
});

test("git: an upstream that does not answer is asked five times", () => {
	const { status } = run([`thing git /opt/thing ${at("gone")}`]);
	expect(status).not.toBe(0);
	expect(readFileSync(at("bin/slept"), "utf8")).toBe("5\n".repeat(4));
	expect(readdirSync(at("cache/source-repositories"))).toEqual([]);
});

test("git: DIB_GITREPOBASE replaces the host, and the cache stays the image cache", () => {
	const { status } = run(["thing git /opt/thing https://example.invalid/~me/upstream"], { DIB_GITREPOBASE: folder });
	expect(status).toBe(0);
	expect(tree("opt/thing/file")).toBe("two");
	expect(existsSync(kept("thing", "git", at("upstream")))).toBe(true);
});

test.each([
	["*", "file\n"],
	["top", "file\n"],
	[".", "top\n"],
])("tar: ref %s", (ref, wanted) => {
	mkdirSync(at("pack/top"), { recursive: true });
	writeFileSync(at("pack/top/file"), "packed");
	execFileSync("tar", ["-C", at("pack"), "-czf", at("archive.tgz"), "top"]);
	const { status } = run([`thing tar /opt/thing file://${at("archive.tgz")} ${ref}`]);
	expect(status).toBe(0);
	expect(execFileSync("ls", [at("tree/opt/thing")], { encoding: "utf8" })).toBe(wanted);
	expect(readdirSync(at("tree/tmp"))).toEqual([]);
});

test("tar: all of it where a file's line is made one by variable", () => {
	mkdirSync(at("pack/top"), { recursive: true });
	execFileSync("tar", ["-C", at("pack"), "-czf", at("archive.tgz"), "top"]);
	expect(run([`thing file /opt/thing file://${at("archive.tgz")}`], { DIB_REPOTYPE_thing: "tar" }).status).toBe(0);
	expect(readdirSync(at("tree/opt/thing"))).toEqual(["top"]);
});

test("file: copied, and offline taken out of the cache", () => {
	writeFileSync(at("one"), "first");
	const line = `a.b file /opt/deep/one file://${at("one")}`;
	expect(run([line]).status).toBe(0);
	expect(tree("opt/deep/one")).toBe("first");
	expect(existsSync(kept("a_b", "file", `file://${at("one")}`))).toBe(true);
	rmSync(at("one"));
	expect(run([line], { DIB_OFFLINE: "1" }).status).toBe(0);
	expect(run([line]).status).not.toBe(0);
});

test("what is not to be installed from source is not fetched", () => {
	const lines = [`thing git /opt/thing ${at("gone")}`, "other package"];
	expect(run(lines, { DIB_INSTALLTYPE_thing: "package" }).status).toBe(0);
	expect(run(lines, { DIB_DEFAULT_INSTALLTYPE: "package" }).status).toBe(0);
	expect(run(lines, { NO_SOURCE_REPOSITORIES: "1" }).status).toBe(0);
	expect(existsSync(at("tree/etc/dib-source-repositories"))).toBe(false);
});

test("a location and a type can be replaced", () => {
	writeFileSync(at("one"), "first");
	const env = { DIB_REPOTYPE_thing: "file", DIB_REPOLOCATION_thing: `file://${at("one")}` };
	expect(run([`thing git /opt/thing ${at("gone")}`], env).status).toBe(0);
	expect(tree("opt/thing")).toBe("first");
});

test("a line of another form is shown", () => {
	const { status, output } = run(["thing svn /opt/thing somewhere"]);
	expect(status).toBe(1);
	expect(output).toContain(
		"source-repository-test: Couldn't parse 'thing svn /opt/thing somewhere' as a source repository",
	);
});

test("caches under their older names are taken over", () => {
	writeFileSync(at("one"), "new");
	const sum = createHash("sha1")
		.update(`file_file://${at("one")}\n`)
		.digest("hex");
	mkdirSync(at("cache/repository-sources"));
	writeFileSync(at("cache/repository-sources", sum), "old");
	expect(run([`thing file /opt/one file://${at("one")}`], { DIB_OFFLINE: "1" }).status).toBe(0);
	expect(tree("opt/one")).toBe("old");
});

test("a server that never ends its answer is given up", () => {
	writeFileSync(at("bin/git"), '#!/bin/sh\n[ "$1" = clone ] && exec tail -f /dev/null\nexec /usr/bin/git "$@"\n', {
		mode: 0o755,
	});
	const { status } = run(["repo git /opt/x https://git.example/x.git"], { DIB_GIT_TIMEOUT: "0.2" });
	expect(status).not.toBe(0);
});

test("a repository that another build uses is waited for by that build's name; other repositories are not", () => {
	mkdirSync(at("cache/source-repositories"));
	const lock = `${kept("thing", "git", at("upstream"))}.lock`;
	writeFileSync(lock, "/out/other (process 7)\n");
	const held = openSync(lock, "r+");
	const shared = openSync(at("cache/source-repositories/repositories_flock"), "w");
	try {
		// The locks belong to the open files, which this program keeps after flock has ended.
		execFileSync("flock", ["3"], { stdio: ["ignore", "pipe", "pipe", held] });
		execFileSync("flock", ["--shared", "3"], { stdio: ["ignore", "pipe", "pipe", shared] });
		const { status, output } = run([`thing git /opt/thing ${at("upstream")}`], { DIB_REPOSITORY_WAIT: "0.1" });
		expect(status).toBe(1);
		expect(output).toContain(`${at("upstream")} is in use by the build of /out/other (process 7)`);
		expect(run([`another git /opt/another ${at("upstream")}`]).status).toBe(0);
	} finally {
		closeSync(held);
		closeSync(shared);
	}
	expect(run([`thing git /opt/thing ${at("upstream")}`]).status).toBe(0);
});
