/** Types that Linux can be installed on, swapped to or booted from, and that some package brings a mkfs for. */
export const FILE_SYSTEMS: readonly string[] = [
	...["ext4", "ext3", "ext2", "xfs", "btrfs", "vfat", "fat", "swap"],
	...["f2fs", "jfs", "nilfs2", "reiserfs", "bcachefs", "exfat", "ntfs", "msdos"],
];
