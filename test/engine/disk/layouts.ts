import { assertFits, type DiskLayout, layoutDisk } from "../../../src/core/disk/compute-layout.js";
import { buildGraph } from "../../../src/core/disk/graph.js";
import { flattenConfig, mergeRootParams, parseConfig } from "../../../src/core/disk/read-config.js";

const MIB = 2 ** 20;

/** Small disks, one of every kind that the engine has to make. */
const LAYOUTS = {
	plain: {
		size: 64 * MIB,
		text: `
- local_loop:
    name: image0
    mkfs: { name: mkfs_root, mount: { mount_point: /, fstab: { options: defaults, fsck-passno: 1 } } }
`,
	},
	mbr: {
		size: 96 * MIB,
		text: `
- local_loop: { name: image0 }
- partitioning:
    base: image0
    label: mbr
    partitions:
      - name: root
        flags: [ boot, primary ]
        size: 60MiB
        mkfs: { mount: { mount_point: /, fstab: { options: defaults, fsck-passno: 1 } } }
      - name: data
        size: 50%
        mkfs: { type: ext3, label: data, mount: { mount_point: /srv/data } }
      - name: more
        size: 8MiB
        mkfs: { type: ext2, label: more, opts: "-E stride=2 -E stripe_width=4", mount: { mount_point: /srv/data/more } }
`,
	},
	efi: {
		size: 160 * MIB,
		text: `
- local_loop: { name: image0 }
- partitioning:
    base: image0
    label: gpt
    partitions:
      - { name: ESP, type: EF00, size: 40MiB, mkfs: { type: vfat, label: esp, mount: { mount_point: /boot/efi, fstab: { options: defaults } } } }
      - { name: BSP, type: EF02, size: 8MiB }
      - { name: swap, type: 8200, size: 16MiB, mkfs: { type: swap, label: swap, mount: { mount_point: none, fstab: {} } } }
      - { name: root, size: 100%, mkfs: { mount: { mount_point: /, fstab: { options: defaults, fsck-passno: 1 } } } }
`,
	},
	efi4k: {
		size: 160 * MIB,
		text: `
- local_loop: { name: image0, block_size: 4096 }
- partitioning:
    base: image0
    label: gpt
    partitions:
      - { name: ESP, type: EF00, size: 64MiB, mkfs: { type: vfat, label: esp, mount: { mount_point: /boot/efi } } }
      - { name: root, size: 100%, mkfs: { mount: { mount_point: /, fstab: { options: defaults, fsck-passno: 1 } } } }
`,
	},
	xfs: {
		size: 440 * MIB,
		text: `
- local_loop: { name: image0 }
- partitioning:
    base: image0
    label: gpt
    partitions:
      - { name: boot, size: 64MiB, mkfs: { type: ext4, label: boot, mount: { mount_point: /boot } } }
      - { name: root, size: 100%, mkfs: { type: xfs, label: rootx, mount: { mount_point: / } } }
`,
	},
	lvm: {
		size: 96 * MIB,
		text: `
- local_loop: { name: image0 }
- partitioning:
    base: image0
    label: gpt
    partitions:
      - { name: boot, size: 16MiB, mkfs: { type: ext4, mount: { mount_point: /boot } } }
      - { name: rest, size: 100% }
- lvm:
    name: lvm
    pvs: [ { name: pv, base: rest, options: [ --force ] } ]
    vgs: [ { name: system-vg, base: [ pv ] } ]
    lvs:
      - { name: pool, base: system-vg, type: thin-pool, size: 40MiB }
      - { name: lv-root, base: system-vg, type: thin, thin-pool: pool, size: 33MiB }
      - { name: data, base: system-vg, extents: 100%FREE }
- mkfs: { name: mkfs_root, base: lv-root, mount: { mount_point: /, fstab: { options: defaults, fsck-passno: 1 } } }
- mkfs: { name: mkfs_data, base: data, type: ext3, label: data, mount: { mount_point: /srv } }
`,
	},
} as const;

export type LayoutName = keyof typeof LAYOUTS;

export function layoutOf(name: LayoutName): DiskLayout {
	const { text, size } = LAYOUTS[name];
	const config = mergeRootParams(flattenConfig(parseConfig(text, name)), { rootFsType: "ext4" });
	const layout = layoutDisk(buildGraph(config, { imageSize: size }));
	assertFits(layout);
	return layout;
}
