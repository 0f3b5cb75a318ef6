import { expect, test } from "vitest";
import { foreignMounts } from "../../../src/engine/layers/foreign-mounts.js";

const TABLE = [
	"20 1 8:1 / / rw - ext4 /dev/a rw",
	"21 20 0:30 / /tmp/b rw - tmpfs tmpfs rw",
	"22 21 0:31 / /tmp/b/mnt rw - overlay overlay rw",
	"23 22 0:4 / /tmp/b/mnt/proc rw - proc none rw",
	"24 22 0:32 / /tmp/b/mnt/dev rw - overlay overlay rw",
	"25 24 0:33 / /tmp/b/mnt/dev/pts rw - devpts devpts rw",
	"26 22 0:5 / /tmp/b/mnt/sys ro - sysfs sysfs rw",
	"27 22 0:34 / /tmp/b/mnt/tmp/in_target.d ro - tmpfs tmpfs rw",
	"28 22 8:1 /home/me/cache/apt /tmp/b/mnt/var/cache/apt rw - ext4 /dev/a rw",
	"29 22 8:1 /srv/data /tmp/b/mnt/data rw - ext4 /dev/a rw",
	"30 22 0:35 / /tmp/b/mnt/var/scratch rw - tmpfs tmpfs rw",
	"31 20 8:1 /srv/data /mnt rw - ext4 /dev/a rw",
].join("\n");

test("mounts in the tree are foreign unless they are the engine's own or show a folder of a cache", () => {
	expect(foreignMounts("/tmp/b/mnt", ["/home/me/cache"], TABLE)).toEqual(["/data", "/var/scratch"]);
	expect(foreignMounts("/tmp/b/mnt", [], TABLE)).toEqual(["/var/cache/apt", "/data", "/var/scratch"]);
});
