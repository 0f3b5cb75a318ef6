/** One thing the doctor looked at, and the cure when it is not as it should be. */
export interface HostFinding {
	readonly group: "Tools" | "Kernel" | "Architectures" | "Privilege" | "Mirrors" | "Space" | "Elements" | "Preferences";
	readonly name: string;
	readonly state: "ok" | "missing" | "warning";
	readonly detail: string;
	readonly cure?: string;
}

/** Without these tools the default profile cannot be built. */
const ESSENTIAL = new Set([
	"unshare",
	"mount",
	"flock",
	"losetup",
	"partx",
	"fstrim",
	"mkfs.ext4",
	"qemu-img",
	"mmdebstrap",
	"debian-archive-keyring",
]);

/** Whether the default profile can be built on a host with these findings. */
export function canBuild(findings: readonly HostFinding[]): boolean {
	return !findings.some(({ group, name, state }) => state === "missing" && (group !== "Tools" || ESSENTIAL.has(name)));
}
