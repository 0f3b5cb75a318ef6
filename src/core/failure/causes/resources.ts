import type { KnownCause } from "../known-cause.js";

/** Space, memory and time. */
export const RESOURCE_CAUSES: readonly KnownCause[] = [
	{
		id: "memory-full",
		title: "The build filled the memory that serves it as a disk (tmpfs).",
		patterns: [/ (?:is full|has no free inodes, which every file needs,) \(\d+ MiB, in memory\)/],
		cure: ["See what takes the space while the build is held: diskwright build PROFILE --on-failure hold"],
	},
	{
		id: "disk-full",
		title: "A disk of this host is full.",
		patterns: [/ (?:is full|has no free inodes, which every file needs,) \(\d+ MiB, on disk\)/],
		cure: ["Forget old runs: diskwright runs prune --keep 5", "See what takes the space: du -xh / | sort -h | tail"],
	},
	{
		id: "image-too-small",
		title: "The image is smaller than what is installed into it.",
		patterns: [
			/does not fit into (?:the file systems of the image|its file system)/,
			/ is full \(\d+ MiB, in the image\)/,
			/Could not allocate block in ext2 filesystem/,
		],
		cure: [
			{ sized: true, text: "Give it a larger size: diskwright build PROFILE --size 4GiB" },
			{ sized: true, text: "Or give it none: then it is sized by what is installed." },
			"With a layout of your own, enlarge the partition or volume that is full.",
			{ sized: false, text: "Or give the whole image a size: diskwright build PROFILE --size 4GiB" },
		],
	},
	{
		id: "boot-partition-full",
		title: "/boot has no room for the initramfs.",
		patterns: [/update-initramfs: failed for .*\/initrd/, /mkinitramfs failure .* 1$/],
		cure: [
			"Enlarge the partition mounted at /boot in the layout, or leave it out.",
			"Make a smaller one: echo MODULES=dep >/etc/initramfs-tools/conf.d/modules in a hook of pre-install.d",
		],
	},
	{
		id: "no-space",
		title: "A file system was full.",
		patterns: [/No space left on device/i, /Disk quota exceeded/i, /\bENOSPC\b/],
		general: true,
		cure: ["Look at the free space and at the free inodes: df -h; df -i"],
	},
	{
		id: "out-of-memory",
		title: "The kernel killed a program because the memory was used up.",
		patterns: [/\bKilled\b/, /was killed by SIGKILL/, /failed with status 137/],
		exitCodes: [137],
		cure: [
			"See which program it was: dmesg | grep -i 'out of memory'",
			"Leave it more memory by building on disk: diskwright build PROFILE --no-tmpfs",
		],
	},
	{
		id: "task-timeout",
		title: "A hook took longer than it may.",
		patterns: [/ was stopped after [\d.]+ s$/],
		exitCodes: [124],
		cure: [
			"Look at its last lines for what it waits for: a question, a lock, a server.",
			"Allow more time: diskwright build PROFILE --task-timeout 60m",
		],
	},
];
