import type { KnownCause } from "../known-cause.js";

/** What the host or a container does not allow. */
export const ACCESS_CAUSES: readonly KnownCause[] = [
	{
		id: "permission-denied",
		title: "A file or folder belongs to somebody else.",
		patterns: [/: Permission denied$/i, /\bEACCES\b/, /PermissionError: \[Errno 13\]/],
		general: true,
		cure: [
			"See whose it is: ls -ld FOLDER",
			'A cache that a build as root has left: sudo chown -R "$(id -u):$(id -g)" ~/.cache/image-create',
		],
	},
	{
		id: "read-only-file-system",
		title: "A file system is mounted read-only.",
		patterns: [/Read-only file system/i],
		cure: [
			"See which one it is: findmnt -T FOLDER",
			"A disk that was remounted after an error: dmesg | tail; in a container mount a writable volume there.",
		],
	},
	{
		id: "mount-not-permitted",
		title: "This user or container may not mount.",
		patterns: [
			/mount: .*: (?:permission denied|must be superuser to use mount|Operation not permitted)/,
			/unshare failed: Operation not permitted/,
		],
		cure: ["Build as root: sudo diskwright build PROFILE", "In a container: docker run --privileged …"],
	},
	{
		id: "overlay-refused",
		title: "An overlay cannot be put on this file system.",
		patterns: [/bad superblock on overlay/, /filesystem on '.*' not supported as upperdir/],
		cure: [
			"Overlays do not stack in containers, use a volume: docker run -v /srv/build:/build -e TMPDIR=/build …",
			"The kernel says which part it refuses: dmesg | grep overlay",
		],
	},
	{
		id: "target-mounted-nodev",
		title: "The folder of the tree is mounted without devices or without execution.",
		patterns: [/mounted with noexec or nodev/],
		cure: [
			"Build elsewhere: TMPDIR=/var/tmp diskwright build PROFILE",
			"Or remount it: mount -o remount,dev,exec FOLDER",
		],
	},
	{
		id: "sudo-wants-password",
		title: "sudo asks for a password, and nobody can answer.",
		patterns: [/sudo: a (?:terminal|password) is required/, /sudo: no tty present/],
		cure: ["Build as root: sudo diskwright build PROFILE", "Or ask for it before: sudo -v && diskwright build PROFILE"],
	},
];
