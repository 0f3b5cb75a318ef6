import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openFileWatch } from "../../../src/layers/kernel/file-watch.js";
import { loadLibc } from "../../../src/layers/kernel/libc.js";
import { watchImage } from "../../../src/layers/observe/image-watch.js";

const answer = await loadLibc();
if ("off" in answer) throw new Error(answer.off);
const { libc } = answer;

/** Empty, and removed by whoever runs this. */
const folder = process.argv[2] ?? "";
const tree = join(folder, "tree");
const run = (...argv: string[]) => {
	const [program = "", ...args] = argv;
	assert.equal(spawnSync(program, args, { stdio: "inherit" }).status, 0, argv.join(" "));
};
mkdirSync(tree);
run("mount", "-t", "tmpfs", "layers", folder);
for (const path of ["lower/etc/sub", "lower/data", "upper", "work", "tree"])
	mkdirSync(join(folder, path), { recursive: true });
for (const name of ["etc/a", "etc/b", "etc/sub/c", "data/d"]) writeFileSync(join(folder, "lower", name), name);
const [lower, upper, work] = ["lower", "upper", "work"].map((name) => join(folder, name));
run(
	...["mount", "-t", "overlay", "overlay", "-o"],
	...[`lowerdir=${lower},upperdir=${upper},workdir=${work},xino=on,redirect_dir=on,index=on`, tree],
);

const files = openFileWatch(libc);
/** What a shell is seen to open in the tree. */
function seen(lines: string) {
	const watch = watchImage(libc, files, tree);
	// As a child of a shell that is none, with a socket for its input, bash would take itself for a login from afar and read its settings.
	const { status, stderr } = spawnSync("bash", ["--norc", "-euc", lines], {
		encoding: "utf8",
		cwd: "/",
		env: { ...process.env, T: tree },
	});
	assert.deepEqual([status, stderr], [0, ""], lines);
	const { opened, unknown } = watch.end();
	return unknown === undefined ? [...opened].sort() : unknown;
}

// Files and folders, not what is only asked for; and again in the next hook, on the same mount.
for (let times = 0; times < 2; times += 1)
	assert.deepEqual(seen("cat $T/etc/a; ls $T/etc/sub; test -e $T/etc/b; stat $T/data/d"), ["etc/a", "etc/sub"]);
// A folder that is only opened tells nothing.
assert.deepEqual(seen("exec 9<$T/etc; exec 9<&-"), []);
// What has another name by now counts under the one that it had.
assert.deepEqual(seen("cat $T/data/d; ln $T/data/d $T/data/old; rm $T/data/d"), ["data/d (deleted)"]);
assert.deepEqual(seen("mv $T/data/old $T/data/d"), []);
// Under the name that it has by now; what is gone and what is its own needs none.
assert.deepEqual(seen("cat $T/etc/b; mv $T/etc/b $T/etc/e"), ["etc/e"]);
assert.deepEqual(seen("echo x >$T/etc/new; cat $T/etc/new; rm $T/etc/new"), []);
// In a mount namespace of its own the names are the same, also with something of its own in a file's place.
assert.deepEqual(seen("unshare --mount cat $T/etc/a"), ["etc/a"]);
assert.deepEqual(
	seen("echo own >$T/own; unshare --mount sh -c 'mount --bind $T/own $T/etc/a; cat $T/etc/a'; rm $T/own"),
	[],
);
// By a name that is another one's nothing can be told.
assert.match(
	String(seen("unshare --mount sh -c 'mount --bind $T/data $T/etc/sub; cat $T/etc/sub/d'")),
	/by way of a mount of its own/,
);
assert.match(
	String(seen("unshare --mount sh -c 'mount --bind $T/etc/sub/c $T/data/d; cat $T/data/d'")),
	/by way of a mount of its own/,
);
files.close();
console.log("image watch holds");
