/** A build in which one of the folders that it writes to lies on a small file system. */
export interface StorageCase {
	readonly folder: StorageFolder;
	/** `size=64k`, or what a hook leaves free in the middle of the build. */
	readonly title: string;
	/** Shell code that prepares the folder, in a mount namespace of its own whose current folder is the workshop. */
	readonly setUp: string;
	/** More words for `diskwright build`. */
	readonly args: readonly string[];
}

/** Folders as a user knows them; each is the folder of that name in the workshop. */
export const STORAGE_FOLDERS = ["state", "work", "out", "cache", "home"] as const;
export type StorageFolder = (typeof STORAGE_FOLDERS)[number];

/** What a case's build writes into state and cache, beyond what every build writes there. */
export const WRITTEN = {
	/** Of log, by the element `talks`. */
	log: 6 << 20,
	/** Of downloads, by the element `fetches`, in as many files. */
	cache: { files: 24, bytes: 128 << 10 },
} as const;

const tmpfs = (folder: string, options: string) => `mkdir -p ${folder}; mount -t tmpfs -o ${options} none ${folder}`;
const size = (folder: string) => (text: string) => ({
	title: `size=${text}`,
	setUp: tmpfs(folder, `size=${text}`),
	args: [],
});
const inodes = (folder: string, room: string) => (count: number) => ({
	title: `nr_inodes=${count}`,
	setUp: tmpfs(folder, `size=${room},nr_inodes=${count}`),
	args: [],
});

/** A large folder of which the element `fills` leaves `left`, in a hook of `phase`. */
const left = (setUp: string, args: readonly string[]) => (phase: string, kept: string) => ({
	title: `${kept} left by ${phase}${args.includes("-t") ? ` as ${args.at(-1)}` : ""}`,
	setUp: `${setUp}; export TEST_LEFT=${kept} TEST_PHASE=${phase}`,
	args: ["fills", ...args],
});

/** An ext4 in a sparse file: what is allocated in it takes no room of this host. */
const ext4 = (folder: string, bytes: string, more = "") =>
	`mkdir -p ${folder}; truncate -s ${bytes} ${folder}.ext4; mkfs.ext4 -q -F -m 0 ${more} ${folder}.ext4; mount -o loop ${folder}.ext4 ${folder}; rmdir ${folder}/lost+found; export TEST_FILL=$PWD/${folder}`;

const work = (setUp: string) => `${setUp}; export TMPDIR=$PWD/work`;
const onDisk = ["--no-tmpfs"];
const inWork = left(work(ext4("work", "4G")), onDisk);
const outOf = (format: string) =>
	left(`${tmpfs("out", "size=280m")}; export TEST_FILL=$PWD/out`, ["--docker-target", "test:1", "-t", format]);

const CASES: Readonly<Record<StorageFolder, readonly Omit<StorageCase, "folder">[]>> = {
	state: [
		...["4k", "16k", "28k", "32k", "64k", "256k", "1m", "1100k", "1200k", "1500k", "2m", "4m", "8m", "32m"].map(
			size("state"),
		),
		...[2, 5, 20, 64, 80, 200].map(inodes("state", "32m")),
	],
	work: [
		...["4k", "1m", "100m", "2000m"].map((text) => ({
			title: `size=${text}`,
			setUp: work(tmpfs("work", `size=${text}`)),
			args: onDisk,
		})),
		...[4, 100, 1010].map((count) => ({
			title: `nr_inodes=${count}`,
			setUp: work(ext4("work", "4G", `-N ${count}`)),
			args: onDisk,
		})),
		{ title: "size=4k, in memory", setUp: work(tmpfs("work", "size=4k")), args: [] },
		{ title: "nr_inodes=3, in memory", setUp: work(tmpfs("work", "size=1m,nr_inodes=3")), args: [] },
		inWork("root", "0"),
		inWork("extra-data", "256K"),
		inWork("install", "1M"),
		inWork("post-root", "0"),
		inWork("block-device", "0"),
		inWork("block-device", "1M"),
		inWork("block-device", "3M"),
		inWork("block-device", "6M"),
		inWork("cleanup", "0"),
		inWork("cleanup", "2M"),
		inWork("cleanup", "64M"),
	],
	out: [
		...["4k", "1m", "100m", "255m", "300m"].map(size("out")),
		...[2, 10, 17, 18, 20, 60].map(inodes("out", "300m")),
		outOf("raw")("cleanup", "0"),
		outOf("raw")("cleanup", "64K"),
		outOf("raw")("cleanup", "1M"),
		outOf("raw")("cleanup", "3M"),
		outOf("qcow2")("cleanup", "512K"),
		outOf("tar")("cleanup", "1M"),
		outOf("dir")("cleanup", "1M"),
		outOf("squashfs")("cleanup", "128K"),
		outOf("docker")("cleanup", "1M"),
	],
	cache: [
		...["4k", "8k", "16k", "32k", "64k", "128k", "256k", "512k", "1m", "2m", "3m", "4m", "8m"].map(size("cache")),
		...[2, 3, 4, 6, 10, 20, 40].map(inodes("cache", "8m")),
	],
	home: [
		...["4k", "16k", "32k", "64k", "128k", "512k", "1m", "1200k", "1500k", "2m", "4m", "8m", "16m", "32m"].map(
			size("home"),
		),
		...[2, 8, 20, 64, 72, 120].map(inodes("home", "32m")),
	],
};

/** `count` cases of every folder, spread over all of them. */
export function storageCases(count: number): StorageCase[] {
	return STORAGE_FOLDERS.flatMap((folder) => {
		const all = CASES[folder];
		const step = all.length / Math.min(count, all.length);
		return all
			.filter((_, index) => Math.floor((index + 1) / step) > Math.floor(index / step))
			.map((found) => ({ folder, ...found }));
	});
}
