/** A line of /proc/self/mountinfo. */
export interface Mount {
	readonly id: number;
	/** Where, as this process sees it. */
	readonly point: string;
	/** What of its file system: `/` unless it is a bind mount of a part. */
	readonly root: string;
	readonly type: string;
	readonly source: string;
	readonly options: string;
	/** `major:minor`. */
	readonly device: string;
}

/** Octal escapes of mount tables: blank, tab, newline, backslash. */
const unescaped = (text: string) =>
	text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/** Reads a mount table; lines that are none are passed over. */
export function parseMountTable(text: string): Mount[] {
	return text.split("\n").flatMap((line) => {
		const [left = "", right = ""] = line.split(" - ");
		const [id, , device, root, point, options] = left.split(" ");
		const [type, source, more = ""] = right.split(" ");
		if (!id || !device || !root || !point || !type) return [];
		return {
			id: Number(id),
			point: unescaped(point),
			root: unescaped(root),
			type,
			source: unescaped(source ?? ""),
			options: `${options},${more}`,
			device,
		};
	});
}

/** What became of mount points between two tables, a sentence each: `mounted /x (tmpfs)`, `unmounted /y`, `changed /z`. */
export function mountChanges(before: readonly Mount[], after: readonly Mount[]): string[] {
	const old = new Map(before.map((mount) => [mount.id, mount]));
	const changes: string[] = [];
	for (const mount of after) {
		const was = old.get(mount.id);
		old.delete(mount.id);
		if (!was) changes.push(`mounted ${mount.point} (${mount.type})`);
		// Remounted, moved, or another one that got the number of one that is gone.
		else if (JSON.stringify(was) !== JSON.stringify(mount)) changes.push(`changed ${mount.point}`);
	}
	return [...changes, ...[...old.values()].map(({ point }) => `unmounted ${point}`)];
}

/** File systems that hold no files of their own: what they show is the kernel's or a device. */
const KERNELS = new Set([
	"autofs",
	"binfmt_misc",
	"bpf",
	"cgroup",
	"cgroup2",
	"configfs",
	"debugfs",
	"devpts",
	"devtmpfs",
	"efivarfs",
	"fusectl",
	"hugetlbfs",
	"mqueue",
	"nsfs",
	"proc",
	"pstore",
	"rpc_pipefs",
	"securityfs",
	"selinuxfs",
	"sysfs",
	"tracefs",
]);

/** The mounts with files of the host: neither the kernel's own nor what lies at or below `except`. */
export function hostMounts(mounts: readonly Mount[], except: readonly string[]): Mount[] {
	const isExcepted = ({ point }: Mount) => except.some((path) => point === path || point.startsWith(`${path}/`));
	return mounts.filter((mount) => !KERNELS.has(mount.type) && !isExcepted(mount));
}

/**
 * All names of a path of one file system, of which `mounts` are the mounts, those of the smallest part first. Some may be
 * hidden by another mount.
 */
export function aliasesOf(path: string, mounts: readonly Mount[]): string[] {
	const within = (path: string, folder: string) => folder === "/" || path === folder || path.startsWith(`${folder}/`);
	const join = (folder: string, rest: string) =>
		folder === "/" ? rest || "/" : `${folder}${rest === "/" ? "" : rest}`;
	const rest = (path: string, folder: string) => (folder === "/" ? path : path.slice(folder.length) || "/");
	// Where it was found, the mount of the longest point is the one it was found by.
	const [found] = mounts.filter(({ point }) => within(path, point)).sort((a, b) => b.point.length - a.point.length);
	if (!found) return [path];
	const inside = join(found.root, rest(path, found.point));
	return mounts
		.filter(({ root }) => within(inside, root))
		.sort((one, other) => other.root.length - one.root.length)
		.map(({ point, root }) => join(point, rest(inside, root)));
}
