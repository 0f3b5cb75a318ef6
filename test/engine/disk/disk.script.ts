import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, linkSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fillDisk } from "../../../src/engine/disk/fill-disk.js";
import { createDisk } from "../../../src/engine/disk/mounted-disk.js";
import { canPrefill } from "../../../src/engine/disk/prefill.js";
import { type LayoutName, layoutOf } from "./layouts.js";

// Runs inside the sandbox: what to do, which layout, and the folder to work in.
const [action = "", name = "", work = ""] = process.argv.slice(2);
const layout = layoutOf(name as LayoutName);
const options = { layout, imageDirectory: work };

/** The same content for both ways to make a disk. */
function writeContent(root: string): void {
	for (const point of layout.mountOrder) {
		mkdirSync(join(root, point), { recursive: true });
		writeFileSync(join(root, point, "where"), `in ${point}`);
	}
	mkdirSync(join(root, "etc"));
	writeFileSync(join(root, "etc/fstab"), layout.fstab);
	writeFileSync(join(root, ".hidden"), "dot");
	linkSync(join(root, ".hidden"), join(root, "etc/linked"));
	chmodSync(join(root, "etc"), 0o2751);
	chownSync(join(root, "etc"), 7, 70000);
	chmodSync(root, 0o711);
	chownSync(root, 3, 4);
}

if (action === "create" || action === "hang") {
	const mountBase = join(work, "mnt");
	const disk = await createDisk({ ...options, mountBase });
	writeContent(mountBase);
	// Deleted again: must not be found in the image.
	writeFileSync(join(mountBase, "big"), Buffer.alloc(16 * 2 ** 20, 7));
	execFileSync("sync");
	rmSync(join(mountBase, "big"));
	for (const [node, device] of disk.devices) assert.ok(statSync(device).isBlockDevice(), `${node} is ${device}`);
	if (action === "hang") {
		console.log("mounted");
		await new Promise((resolve) => setTimeout(resolve, 60_000));
	}
	const files = await disk.finish();
	assert.deepEqual([...files.values()], [join(work, "image0.raw")]);
	await disk.abandon();
	console.log(JSON.stringify({ devices: [...disk.devices] }));
} else if (action === "fill and mount") {
	const tree = join(work, "tree");
	const mountBase = join(work, "mnt");
	mkdirSync(tree);
	writeContent(tree);
	assert.ok(canPrefill(layout));
	const disk = await createDisk({ ...options, mountBase, filling: { tree, imageDirectory: work } });
	for (const point of layout.mountOrder) {
		assert.ok(existsSync(join(mountBase, point, "where")), `what ${point} holds is there when it is mounted`);
		const [made, copied] = [tree, mountBase].map((base) => statSync(join(base, point)));
		assert.deepEqual([copied?.mode, copied?.uid, copied?.gid], [made?.mode, made?.uid, made?.gid]);
	}
	await disk.finish();
	await disk.abandon();
} else if (action === "fill") {
	const tree = join(work, "tree");
	mkdirSync(tree);
	writeContent(tree);
	// What is mounted in the tree during a build is not part of the image.
	mkdirSync(join(tree, "proc"));
	execFileSync("mount", ["-t", "tmpfs", "tmpfs", join(tree, "proc")]);
	writeFileSync(join(tree, "proc/foreign"), "x");
	await fillDisk({ ...options, tree });
	assert.ok(existsSync(join(tree, "where")) && existsSync(join(tree, "proc/foreign")), "the tree is untouched");
} else if (action === "fail") {
	// The last mount point cannot be made: everything before it has to go again.
	const mountBase = join(work, "mnt");
	writeFileSync(join(work, "mnt"), "a file in the way");
	await assert.rejects(createDisk({ ...options, mountBase }));
	assert.ok(!existsSync(join(work, "image0.raw")));
} else if (action === "busy") {
	const mountBase = join(work, "mnt");
	const disk = await createDisk({ ...options, mountBase });
	process.chdir(mountBase);
	await assert.rejects(disk.finish(), /still in use/);
	process.chdir("/");
} else throw new Error(`unknown action ${action}`);

const mounts = execFileSync("findmnt", ["-rno", "TARGET"], { encoding: "utf8" }).split("\n");
assert.deepEqual(
	mounts.filter((point) => point.startsWith(work) && !point.endsWith("/tree/proc")),
	[],
	"nothing is left mounted",
);
