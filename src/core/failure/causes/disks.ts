import type { KnownCause } from "../known-cause.js";

/** Partitions, file systems, boot loaders and image files. */
export const DISK_CAUSES: readonly KnownCause[] = [
	{
		id: "no-loop-device",
		title: "There is no free loop device.",
		patterns: [/cannot find an unused loop device/, /failed to set up loop device/, /\/dev\/loop-control: No such/],
		cure: [
			"See which are used: losetup -a; let one go: losetup -d DEVICE",
			"Load the driver: modprobe loop; in a container: docker run --privileged -v /dev:/dev …",
		],
	},
	{
		id: "partition-node-missing",
		title: "The device file of a partition did not appear.",
		patterns: [/\/dev\/(?:loop|nbd|mapper\/loop)\d+p\d+.*(?:does not exist|No such file)/],
		cure: [
			"Make it known: partx -u /dev/loop0, or partprobe /dev/loop0",
			"In a container without udev the host's /dev is needed: docker run --privileged -v /dev:/dev …",
		],
	},
	{
		id: "device-mapper-missing",
		title: "The kernel has no device-mapper.",
		patterns: [
			/\/dev\/mapper\/control: open failed/,
			/device mapper prerequisites not met/,
			/Is device-mapper driver missing from kernel/,
		],
		cure: [
			"Load it: modprobe dm_mod",
			"Only LVM needs it: choose a layout without: diskwright build PROFILE --layout efi",
		],
	},
	{
		id: "file-system-unknown",
		title: "The kernel cannot mount this type of file system.",
		patterns: [/unknown filesystem type/],
		cure: ["Load its driver: modprobe vfat", "See what it can mount: cat /proc/filesystems"],
	},
	{
		id: "mount-busy",
		title: "Something still runs in a file system that is to be unmounted.",
		patterns: [/target is busy/, /umount: .*: device is busy/],
		cure: ["See what it is: fuser -vm FOLDER", 'Stop what the hook has started: service NAME stop, kill "$PID"'],
	},
	{
		id: "file-system-in-use",
		title: "A device is mounted or used by another program.",
		patterns: [
			/is mounted; will not make a filesystem here/,
			/is apparently in use by the system/,
			/contains a mounted filesystem/,
		],
		cure: ["See by whom: lsblk -f; findmnt -S DEVICE", "Remove what dead builds have left: diskwright runs prune"],
	},
	{
		id: "partitions-exceed-disk",
		title: "The partitions are larger than their disk.",
		patterns: [
			/Failed to add #\d+ partition/,
			/All space for primary partitions is in use/,
			/Could not create partition \d+ from/,
		],
		cure: [
			"Enlarge the disk: diskwright build PROFILE --size 8GiB",
			"Or let the last partition take what is left: size: 100%",
		],
	},
	{
		id: "xfs-too-small",
		title: "xfs needs at least 300 MiB.",
		patterns: [/Filesystem must be larger than 300MB/],
		cure: [
			"Enlarge it: diskwright build PROFILE --size 1GiB",
			"Or take ext4: diskwright build PROFILE --file-system ext4",
		],
	},
	{
		id: "journal-too-big",
		title: "The journal does not fit into its file system.",
		patterns: [/journal size too big for filesystem/i, /Filesystem too small for a journal/i],
		cure: [
			"Make it smaller: diskwright build PROFILE --journal-size 4MiB",
			"Or give the image a larger size: diskwright build PROFILE --size 4GiB",
		],
	},
	{
		id: "label-too-long",
		title: "A label is longer than the file system can take.",
		patterns: [
			/Invalid value .* for -L option/,
			/label (?:is )?too long/i,
			/Label can be no longer than \d+ characters/,
		],
		cure: ["xfs takes 12 characters, vfat 11, ext4 16: diskwright build PROFILE --root-label img-rootfs"],
	},
	{
		id: "boot-loader-has-no-room",
		title: "A GPT disk for BIOS has no partition for the boot loader.",
		patterns: [/embedding (?:is not|won't be) possible/, /contains no BIOS Boot Partition/],
		cure: [
			"Take a layout that has one: diskwright build PROFILE --layout gpt",
			"In your own add before the others: name BSP, type 'EF02', size 8MiB",
		],
	},
	{
		id: "efi-partition-missing",
		title: "A boot loader for EFI finds no EFI partition.",
		patterns: [/cannot find EFI directory/, /doesn't look like an EFI partition/],
		cure: [
			"Take a layout that has one: diskwright build PROFILE --layout efi",
			"In your own mount a vfat partition of type 'EF00' at /boot/efi",
		],
	},
	{
		id: "image-corrupt",
		title: "A disk image is damaged, or no image of this format.",
		patterns: [/Image is not in \w+ format/, /Image is corrupt/i, /Could not read qcow2 header/],
		cure: ["See what it is: file IMAGE; qemu-img info IMAGE", "If it lies in a cache, remove it: it is fetched again."],
	},
	{
		id: "image-in-use",
		title: "A disk image is open in another program.",
		patterns: [/Failed to get (?:shared )?"\w+" lock/, /Is another process using the image/],
		cure: ["See in which one: fuser -v IMAGE", "Stop the virtual machine, or give the new image another name: -o NAME"],
	},
];
