import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { meansName } from "../../../src/core/layers/named-paths.js";
import { observedPlace } from "../../../src/core/layers/task-inputs.js";
import { loadLibc } from "../../../src/layers/kernel/libc.js";
import { createContentCache } from "../../../src/layers/observe/content-cache.js";
import { mayName } from "../../../src/layers/observe/host-names.js";
import { openObserver } from "../../../src/layers/observe/observer.js";
import { coverage } from "../../support/lookup-coverage.js";
import { lookups } from "../../support/strace-lookups.js";

/**
 * Runs hooks of root.d under strace: every path of the host that one of their processes looked for, found or not, has to be
 * covered by what counts for the hook's layer. Arguments: a folder on a disk, then folders of elements.
 */
const answer = await loadLibc();
if ("off" in answer) throw new Error(answer.off);
const [folder = "", ...collections] = process.argv.slice(2);
const build = join(folder, "build");
const [hooks, cache, home] = ["build/hooks", "cache", "home"].map((name) => join(folder, name)) as [
	string,
	string,
	string,
];
for (const path of [hooks, cache, home, join(build, "tmp")]) mkdirSync(path, { recursive: true });
const mount = (...args: string[]) => assert.equal(spawnSync("mount", args, { stdio: "inherit" }).status, 0);
mount("--bind", folder, folder);
// Hooks of others run as root here: they shall find nothing of this host to write to.
mount("-o", "remount,bind,ro", "/");
mount("-t", "tmpfs", "hooks", hooks);
const library = resolve(import.meta.dirname, "../../../dist/hook-library");
const own = resolve(import.meta.dirname, "../../../elements");
writeFileSync(join(home, ".gitconfig"), "");
writeFileSync(
	join(cache, "keys.asc"),
	"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nx\n-----END PGP PUBLIC KEY BLOCK-----\n",
);

const contents = createContentCache();
const places = { hooks, callersFolders: [folder, library, own], key: Buffer.alloc(32), contents };
const observer = openObserver(answer.libc, {
	...places,
	build,
	ignored: new Set(["hooks", "trees", "tmp"]),
	caches: [cache],
});
/** A hook's own, so that nothing has to be removed in which it may have mounted something. */
let target = "";
const fixed: Record<string, string> = {
	...{ HOME: home, LC_ALL: "C", PATH: `${library}/shims:${process.env.PATH}`, TMPDIR: join(build, "tmp") },
	...{ _LIB: library, TMP_BUILD_DIR: build, TMP_HOOKS_PATH: hooks },
	...{ DIB_IMAGE_CACHE: cache, DIB_OFFLINE: "1", DIB_RELEASE: "bookworm", ARCH: "amd64", DISTRO_NAME: "debian" },
	...{ DIB_APT_SOURCES_CONF: "default:deb file:///nowhere bookworm main", DIB_ADD_APT_KEYS: join(cache, "keys.asc") },
	...{
		DIB_DEBUG_TRACE: "0",
		IMAGE_NAME: "image",
		DIB_DISTRIBUTION_MIRROR: "file:///nowhere",
		BASE_IMAGE_FILE: "x.qcow2",
	},
	// Whatever wants to fetch something hears at once that nobody is there.
	...{ http_proxy: "http://127.0.0.1:9", https_proxy: "http://127.0.0.1:9", ftp_proxy: "http://127.0.0.1:9" },
	...{
		DIB_APT_LOCAL_CACHE: "0",
		DIB_GENTOO_LOCAL: "1",
		DIB_RELEASE_FILE: join(home, "release"),
		DISKWRIGHT_NODE: process.execPath,
	},
};
/** They bring devices of this host into the tree, or wait for a network. */
const SKIPPED = new Set(["08-yum-chroot", "08-zypper-chroot", "08-docker", "08-containerfile", "05-debian-upstart"]);
let [compared, ran] = [0, 0];
const unexplained: string[] = [];
for (const collection of [own, ...collections]) {
	const elements = readdirSync(collection).map((name) => join(collection, name));
	for (const name of readdirSync(hooks)) rmSync(join(hooks, name), { recursive: true });
	for (const part of ["bootstrap", "bin", "lib", "root.d"]) {
		for (const element of elements.filter((path) => existsSync(join(path, part)))) {
			cpSync(join(element, part), join(hooks, part), { recursive: true, force: true });
		}
	}
	const names = readdirSync(join(hooks, "root.d")).sort();
	for (const name of names.filter((one) => !SKIPPED.has(one))) await compare(basename(collection), name);
}
observer.close();
if (unexplained.length > 0) throw new Error(`looked for, and not covered:\n${[...new Set(unexplained)].join("\n")}`);
console.log(`hooks: ${ran}, compared: ${compared}`);

async function compare(collection: string, name: string): Promise<void> {
	target = join(build, "trees", String(ran));
	const environment = { ...fixed, TARGET_ROOT: target, TMP_MOUNT_PATH: target };
	for (const inside of ["etc/apt/apt.conf.d", "sbin", "var/lib/apt/lists"])
		mkdirSync(join(target, inside), { recursive: true });
	const log = join(build, "tmp/strace");
	const hook = join(hooks, "root.d", name);
	observer.begin(observer.look({ environment, directory: folder }), { outside: true });
	const traced = ["-f", "-y", "-qq", "-s", "4096", "-e", "trace=%file,fchdir,%process", "-o", log, hook];
	spawnSync("strace", traced, { stdio: "ignore", env: environment, cwd: folder, timeout: 20_000 });
	const seen = await observer.end();
	const covered = coverage(
		seen.observed.map((input) => input.name),
		{ PATH: fixed.PATH ?? "", HOME: home },
	);
	const texts = seen.observed.flatMap(({ name: input }) => {
		const place = observedPlace(input);
		if (place?.kind === "content") return [readFileSync(join(hooks, place.path), "utf8")];
		return place?.kind === "host-file" && mayName(place.path) ? [readFileSync(place.path, "utf8")] : [];
	});
	const isMeant = (path: string) =>
		path.startsWith(`${folder}/`) &&
		texts.some((text) => meansName(text, path.slice(folder.length + 1).split("/")[0] ?? ""));
	for (const path of lookups(readFileSync(log, "latin1"), folder)) {
		// The kernel's own, and mount(8)'s table of what the kernel does not keep.
		if (/^\/(?:proc|sys|dev|run\/mount)(?:\/|$)/.test(path)) continue;
		if ([build, cache].some((own) => path === own || path.startsWith(`${own}/`))) continue;
		compared += 1;
		if (!covered(path) && !isMeant(path)) unexplained.push(`${collection}/${name}: ${path}`);
	}
	ran += 1;
}
