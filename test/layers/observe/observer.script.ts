import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Seen } from "../../../src/core/layers/judge.js";
import { openWatch, READS } from "../../../src/layers/kernel/fanotify.js";
import { loadLibc } from "../../../src/layers/kernel/libc.js";
import type { OutsideView } from "../../../src/layers/observe/before.js";
import { createContentCache } from "../../../src/layers/observe/content-cache.js";
import { lookAgain } from "../../../src/layers/observe/look.js";
import { openObserver } from "../../../src/layers/observe/observer.js";
import { probeObservation } from "../../../src/layers/observe/probe.js";

if (process.pid === 1) {
	// As in a build, the first process is another one: orphans become its children.
	const { status } = spawnSync(process.execPath, [...process.execArgv, ...process.argv.slice(1)], { stdio: "inherit" });
	process.exit(status ?? 1);
}

const answer = await loadLibc();
if ("off" in answer) throw new Error(answer.off);
const { libc } = answer;

/** Empty, and removed by whoever runs this. */
const folder = process.argv[2] ?? "";
const build = join(folder, "build");
const hooks = join(build, "hooks");
const tree = join(folder, "tree");
const host = join(folder, "host");
const home = join(folder, "home");
const cache = join(folder, "cache");
for (const path of [hooks, tree, host, home, cache, join(build, "tmp"), join(build, "layers")])
	mkdirSync(path, { recursive: true });
const mount = (...args: string[]) => assert.equal(spawnSync("mount", args, { stdio: "inherit" }).status, 0);
mount("-t", "tmpfs", "hooks", hooks);
for (const path of ["install.d", "environment.d", "data/deep", "unread"])
	mkdirSync(join(hooks, path), { recursive: true });
const put = (path: string, text: string) => {
	writeFileSync(path, text);
	// Older than the clock's tick, as files of a build are.
	utimesSync(path, 1_700_000_000, 1_700_000_000);
};
for (const name of ["data/a", "data/b", "data/deep/c", "unread/x", "environment.d/10-x"])
	put(join(hooks, name), `${name}\n`);
symlinkSync("a", join(hooks, "data/link"));
put(join(host, "settings"), "one");
put(join(home, "notes"), "one");
mount("--bind", hooks, tree);
mount("-o", "remount,bind,ro", tree);

assert.deepEqual(await probeObservation(hooks), { works: true });

const places = {
	hooks,
	build,
	ignored: new Set(["hooks", "layers"]),
	caches: [cache],
	callersFolders: [home],
	key: Buffer.alloc(32, 1),
	contents: createContentCache(),
};
const observer = openObserver(libc, places);

/** What a hook of these shell lines is seen to do. */
async function observe(lines: string, outside = false, meanwhile = () => {}, view?: OutsideView): Promise<Seen> {
	const hook = join(hooks, "install.d/50-x");
	writeFileSync(hook, `#!/bin/sh\n${lines}\n`);
	chmodSync(hook, 0o755);
	// What was made just before the task began counts as settled.
	await new Promise((done) => setTimeout(done, 60));
	const before = observer.look(view);
	observer.begin(before, { outside });
	const ended = spawnSync(join(tree, "install.d/50-x"), {
		stdio: ["ignore", "pipe", "pipe"],
		encoding: "utf8",
		env: { ...process.env, H: hooks, T: tree, B: build, HOST: host, HOME: home, CACHE: cache },
	});
	assert.equal(ended.stderr, "");
	meanwhile();
	return observer.end();
}
const names = ({ observed }: Seen) => observed.map(({ name }) => name);
const clean = (seen: Seen) => assert.deepEqual([seen.outside, seen.unknown, seen.survivors], [[], [], []]);

// Opens, runs and listings by name, through a read-only bind, links, and another mount; not what is only tested for.
const read = await observe(
	". $T/environment.d/10-x 2>/dev/null || true; cat $T/data/link >/dev/null; test -e $T/data/b; ls $T/data/deep >/dev/null; cat $H/data/deep/c >/dev/null",
	false,
);
assert.deepEqual(names(read), [
	"listing of data/deep",
	"content of data/a",
	"content of data/deep/c",
	"content of environment.d/10-x",
	"content of install.d/50-x",
	"hooks that it could look for",
]);
clean(read);
assert.deepEqual(
	lookAgain(read.observed, observer.look().entries, places),
	read.observed,
	"nothing changed, so it looks the same",
);
put(join(hooks, "data/a"), "other\n");
const [, changed] = lookAgain(read.observed, observer.look().entries, places);
assert.notEqual(changed?.value, read.observed[1]?.value, "an edit of the same length with an old time is seen");
put(join(hooks, "data/deep/new"), "x");
assert.notEqual(lookAgain(read.observed, observer.look().entries, places)[0]?.value, read.observed[0]?.value);
rmSync(join(hooks, "data/a"));
assert.equal(lookAgain(read.observed, observer.look().entries, places)[1]?.value, "gone");
put(join(hooks, "data/a"), "data/a\n");

// State outside the tree: the hooks tree itself, in all ways.
for (const [lines, path] of [
	["echo x >$H/data/new", "data/new"],
	["ln -s a $H/data/made", "data/made"],
	["mkdir $H/data/folder; echo x >$H/data/folder/x", "data/folder"],
	["mv $H/data/new $H/data/renamed", "data/renamed"],
	["chmod 600 $H/data/b", "data/b"],
	["rm $H/data/renamed", "data/renamed"],
	["rm -r $H/data/folder $H/data/made", "data/folder"],
] as const) {
	const seen = await observe(lines);
	assert.ok(seen.outside.includes(`changes the hooks tree: ${path}`), `${lines}: ${seen.outside}`);
}

// Edited by somebody while it ran: here by ourselves, whose doings do not count as the task's.
const edited = await observe("cat $T/data/b >/dev/null", false, () => writeFileSync(join(hooks, "data/b"), "edited\n"));
assert.deepEqual(edited.unknown, ["data/b was changed while it ran"]);

// The host, for hooks outside the image: by size, time and inode; the caller's own files by content.
const outside = await observe("cat $HOST/settings $HOME/notes >/dev/null; ls $HOST >/dev/null", true);
clean(outside);
for (const name of [`host file ${host}/settings`, `host file ${home}/notes`, `host folder ${host}`])
	assert.ok(names(outside).includes(name), name);
assert.ok(
	names(outside).some((name) => /^host file .*\/cat$/.test(name)),
	"the host's programs are among them",
);
const again = () =>
	new Map(lookAgain(outside.observed, observer.look().entries, places).map(({ name, value }) => [name, value]));
const value = (name: string) => outside.observed.find((one) => one.name === name)?.value;
assert.equal(again().get(`host file ${host}/settings`), value(`host file ${host}/settings`));
put(join(home, "notes"), "one");
utimesSync(join(home, "notes"), 1, 1);
assert.equal(
	again().get(`host file ${home}/notes`),
	value(`host file ${home}/notes`),
	"touching a file of the caller changes nothing",
);
put(join(home, "notes"), "two");
assert.notEqual(again().get(`host file ${home}/notes`), value(`host file ${home}/notes`));
assert.ok(!readFileSync(join(home, "notes"), "utf8").includes(value(`host file ${home}/notes`) ?? ""));
put(join(host, "settings"), "three");
put(join(host, "more"), "x");
assert.notEqual(again().get(`host file ${host}/settings`), value(`host file ${host}/settings`));
assert.notEqual(again().get(`host folder ${host}`), value(`host folder ${host}`));
rmSync(join(host, "settings"));
assert.equal(again().get(`host file ${host}/settings`), "gone");
put(join(host, "settings"), "one");

// A hook inside the image does not see the host: nothing of it is looked at.
assert.ok(!names(await observe("cat $HOST/settings >/dev/null")).some((name) => name.startsWith("host")));

// Writes: downloads and temporary files are no state, all others are.
clean(
	await observe("echo x >$CACHE/a; echo x >$HOST/temporary; cat $HOST/temporary >/dev/null; rm $HOST/temporary", true),
);
assert.deepEqual((await observe("echo x >$HOST/left", true)).outside, [`writes ${host}/left`]);
// What its own texts name beside what it has made is not taken for what came or went meanwhile; what others name is.
const tells = "mkdir $HOST/beside; printf 'cat ./%s\\n' HERE >$HOST/beside/told; cat $HOST/beside/told >/dev/null";
const view = { environment: { PATH: "/usr/bin" }, directory: host };
const told = await observe(tells, true, () => {}, view);
assert.deepEqual([told.outside, told.unknown], [[`writes ${host}/beside/told`], []]);
assert.ok(names(told).includes(`host path ${host}/HERE`));
rmSync(join(host, "beside"), { recursive: true });
put(join(host, "others"), "cat ./HERE\n");
const others = await observe("mkdir $HOST/beside; cat $HOST/others >/dev/null", true, () => {}, view);
assert.deepEqual(others.unknown, [`the host's ${host}/HERE came, went or changed while it ran`]);
// Downloads that are compared with what mirrors have say nothing; others count.
mkdirSync(join(cache, "apt/lists/amd64"), { recursive: true });
for (const name of [
	"base.tar.gz",
	"apt/x.deb",
	"apt/lists/amd64/m_dists_s_InRelease",
	"apt/lists/amd64/m_main_binary-amd64_Packages",
])
	put(join(cache, name), "x");
const downloads = names(await observe("find $CACHE -type f -exec cat {} + >/dev/null", true));
assert.deepEqual(
	downloads.filter((name) => name.startsWith(`host file ${cache}`)),
	["a", "base.tar.gz"].map((name) => `host file ${cache}/${name}`),
);
assert.deepEqual((await observe("mkdir $B/made; echo x >$B/tmp/left", true)).outside, [
	"changes made in the build's folder",
	"changes tmp/left in the build's folder",
]);
const touched = await observe("cat $HOST/settings >/dev/null", true, () =>
	writeFileSync(join(host, "settings"), "edited"),
);
assert.ok(touched.unknown.includes(`the host's ${host}/settings was changed while it ran`), String(touched.unknown));

// Mounts.
const mounted = await observe(`mount -t tmpfs x ${cache}`);
assert.deepEqual(mounted.outside, [`mounted ${cache} (tmpfs)`]);
assert.deepEqual((await observe(`mount -o remount,ro ${cache}`)).outside, [`changed ${cache}`]);
assert.deepEqual((await observe(`umount ${cache}`)).outside, [`unmounted ${cache}`]);

// A process that outlives its hook, however it hides from its parent; not one of ours.
const ours = spawn("sleep", ["1000"]);
const leftPid = join(folder, "left-pid");
const left = await observe(`setsid sh -c 'sleep 1000 & echo $! >${leftPid}' </dev/null >/dev/null 2>&1`);
assert.deepEqual(left.survivors, [`sleep (${readFileSync(leftPid, "utf8").trim()})`]);

assert.equal((await observe("true")).survivors.length, 1, "as long as it lives");
process.kill(Number(readFileSync(leftPid, "utf8")), "SIGKILL");
ours.kill("SIGKILL");
await new Promise((done) => setTimeout(done, 60));
clean(await observe("true"));
clean(await observe("sleep 0.05 >/dev/null 2>&1 &"));
observer.close();

// More than a bounded queue holds: nothing is known then.
const watch = openWatch(libc, { unlimited: false });
watch.mark("file-system", hooks, READS);
for (let index = 0; index < 200; index += 1) mkdirSync(join(hooks, "many", String(index)), { recursive: true });
spawnSync("sh", [
	"-c",
	'i=0; while [ $i -lt 100 ]; do find "$1" >/dev/null; i=$((i+1)); done',
	"sh",
	join(hooks, "many"),
]);
const lost = watch.drain().some(({ mask }) => (mask & 0x4000n) !== 0n);
watch.close();
console.log(`queue overflowed: ${lost}`);
rmSync(join(folder, "host"), { recursive: true });
console.log("observer holds");
