import { expect, test } from "vitest";
import { FALLBACK_CONFIG } from "../../../src/core/disk/choose-config.js";
import { flattenConfig, parseConfig } from "../../../src/core/disk/read-config.js";
import { unknownKeys } from "../../../src/core/disk/unknown-keys.js";

const keys = (text: string) => unknownKeys(flattenConfig(parseConfig(text, "disk.yaml")));

test("misspelt keys, at any depth, with what was meant", () => {
	const text = `
- local_loop: { name: image0, blocksize: 4096 }
- partitioning:
    base: image0
    label: gpt
    partitions:
      - { name: root, size: 100%, flag: [boot], mkfs: { mount: { mount_point: /, fstab: { fsck-pasno: 1 } } } }
- lvm:
    name: lvm
    pvs: [ { name: pv, base: root, sizes: 1 } ]
    vgs: []
    lvs: []
`;
	expect(keys(text)).toEqual([
		{ where: "local_loop", name: "image0", key: "blocksize", near: ["block_size"] },
		{ where: "fstab", name: "fstab_mount_mkfs_root", key: "fsck-pasno", near: ["fsck-passno"] },
		{ where: "partitions", name: "root", key: "flag", near: ["flags"] },
		{ where: "pvs", name: "pv", key: "sizes", near: [] },
	]);
});

test("nothing where everything is known", () => {
	expect(keys(FALLBACK_CONFIG)).toEqual([]);
});
