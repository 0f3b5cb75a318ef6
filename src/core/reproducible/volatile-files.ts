/**
 * Files of an image that every build makes anew, with the time, random numbers or the machine in them; programs make them again where
 * they are missing. Paths from the top of the tree; a star stands for any name.
 */
export const VOLATILE_FILES: readonly string[] = [
	"var/cache/ldconfig/aux-cache",
	"var/cache/apt/pkgcache.bin",
	"var/cache/apt/srcpkgcache.bin",
	"var/cache/man/*",
	"var/cache/debconf/*-old",
	"var/cache/fontconfig/*",
	"var/lib/dpkg/*-old",
	"var/lib/systemd/random-seed",
	"var/lib/systemd/credential.secret",
	"var/lib/systemd/catalog/database",
	"var/lib/urandom/random-seed",
	"boot/efi/loader/random-seed",
	"var/lib/dbus/machine-id",
];

/** Folders of which nothing stays in an image: how much is in them while it is built says nothing. */
export const EMPTIED_FOLDERS: readonly string[] = ["tmp", "var/log"];

/** Makes systemd take an image for one that was never booted, as the element `sysprep` does. */
export const NO_MACHINE_ID = "uninitialized\n";
