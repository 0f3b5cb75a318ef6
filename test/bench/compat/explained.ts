/** A difference that stays, and why. */
export interface Explanation {
	/** The exact path, or `package NAME` for what our own elements install otherwise. */
	readonly path: string;
	/** What is unlike, as the comparison says it; nothing else of the path may be. */
	readonly aspect: string;
	readonly cause: string;
}

/** At most twenty, each for one path. */
export const EXPLAINED: readonly Explanation[] = [
	{
		path: "/.hidden",
		aspect: "exists",
		cause: "diskimage-builder copies the tree with `built/*`, which leaves out the hidden files of its first level.",
	},
	{
		path: "/var/cache/ldconfig/aux-cache",
		aspect: "content",
		cause: "ldconfig keeps the inode numbers and times of the libraries that it has read.",
	},
	{
		path: "/var/log/journal",
		aspect: "attributes",
		cause:
			"diskimage-builder's archives hold no ACLs; in file systems both have those that systemd gives to this folder.",
	},
	{
		path: "/opt/data/git/.git/index",
		aspect: "content",
		cause: "git keeps the inode numbers and times of the files that it has checked out.",
	},
	{
		path: "/notes/env/APT_CONFIG",
		aspect: "exists",
		cause: "By it packages that ask for an initial ramdisk while apt installs them find a quicker way to the same one.",
	},
	{
		path: "/notes/env/DIB_BOOT_LABEL",
		aspect: "exists",
		cause:
			"Newer versions of diskimage-builder give it, and their element bootloader needs it; 3.13.0 does not know it.",
	},
	{
		path: "/notes/env/DIB_ENV",
		aspect: "content",
		cause: "Holds DIB_PYTHON_EXEC too, which diskimage-builder exports itself.",
	},
	{
		path: "/notes/env/DIB_IMAGE_SIZE",
		aspect: "content",
		cause: "Follows from the size of the tree, in which a file of these notes more lies.",
	},
	{
		path: "/notes/env/DIB_PYTHON_EXEC",
		aspect: "content",
		cause: "An interpreter that finds what elements import from diskimage-builder where that is not installed.",
	},
	{
		path: "/notes/env/DISKWRIGHT_NODE",
		aspect: "exists",
		cause: "By it the programs that hooks call find the interpreter that runs diskwright.",
	},
	{
		path: "/notes/env/DISKWRIGHT_SECRETS",
		aspect: "exists",
		cause: "By it our own element manifests knows which values it leaves out of the image.",
	},
	{
		path: "/notes/env/PATH",
		aspect: "content",
		cause:
			"Outside, sudo comes first, because none need be installed; inside, the literal `$PATH` in front is left out.",
	},
	{
		path: "/notes/env/SUDO_COMMAND",
		aspect: "content",
		cause: "No sudo starts the hooks, and no dib-run-parts: there is no such command line to tell.",
	},
	{
		path: "/notes/env/TMPDIR",
		aspect: "exists",
		cause: "Hooks outside get a folder below the build's own, so that what they leave there goes with it.",
	},
	{
		path: "/notes/mounts",
		aspect: "content",
		cause: "/dev of the image is an overlay over the host's own, so that what hooks change there stays in the build.",
	},
	{
		path: "package cloud-utils",
		aspect: "exists",
		cause:
			"Our growroot installs the part that it runs, cloud-guest-utils: the whole brings qemu-utils, wget and others.",
	},
];
