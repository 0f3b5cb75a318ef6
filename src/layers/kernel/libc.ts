/** The calls of the C library that Node lacks. Paths are bytes; a negative result means `errno`. */
export interface Libc {
	fanotify_init(flags: number, fileFlags: number): number;
	/** Without a path: the file that `folder` is a descriptor of. */
	fanotify_mark(group: number, flags: number, mask: bigint, folder: number, path: Buffer | null): number;
	/** `handle`: 8 bytes, of which the first four tell the room behind them; `mount` gets the mount's number. */
	name_to_handle_at(folder: number, path: Buffer, handle: Buffer, mount: Int32Array, flags: number): number;
	open_by_handle_at(mount: number, handle: Buffer, flags: number): number;
	statfs(path: Buffer, result: Buffer): number;
	llistxattr(path: Buffer, list: Buffer | null, size: number): number;
	lgetxattr(path: Buffer, name: Buffer, value: Buffer | null, size: number): number;
	lsetxattr(path: Buffer, name: Buffer, value: Buffer, size: number, flags: number): number;
	lremovexattr(path: Buffer, name: Buffer): number;
	flock(file: number, operation: number): number;
	/** `device` as stat(2) tells it. */
	mknod(path: Buffer, mode: number, device: bigint): number;
	/** Of the last call, right after it. */
	errno(): number;
}

const SIGNATURES = [
	"int fanotify_init(unsigned int flags, unsigned int file_flags)",
	"int fanotify_mark(int group, unsigned int flags, uint64_t mask, int folder, const void *path)",
	"int name_to_handle_at(int folder, const void *path, void *handle, void *mount, int flags)",
	"int open_by_handle_at(int mount, void *handle, int flags)",
	"int statfs(const void *path, void *result)",
	"long llistxattr(const void *path, void *list, size_t size)",
	"long lgetxattr(const void *path, const void *name, void *value, size_t size)",
	"int lsetxattr(const void *path, const void *name, const void *value, size_t size, int flags)",
	"int lremovexattr(const void *path, const void *name)",
	"int flock(int file, int operation)",
	"int mknod(const void *path, unsigned int mode, uint64_t device)",
];

/** Structures are read as 64-bit little-endian machines have them. */
const MACHINES = ["x64", "arm64", "riscv64", "loong64", "ppc64"];

/** The C library, or why it cannot be called here. */
export type LibcAnswer = { readonly libc: Libc } | { readonly off: string };

let answer: Promise<LibcAnswer> | undefined;

/** Loads the C library by way of koffi, which is native and may be missing: never throws. */
export function loadLibc(): Promise<LibcAnswer> {
	answer ??= load();
	return answer;
}

async function load(): Promise<LibcAnswer> {
	if (!MACHINES.includes(process.arch) || Buffer.from(new Uint16Array([1]).buffer)[0] !== 1) {
		return { off: `not known for processors like ${process.arch}` };
	}
	try {
		const { default: koffi } = await import("koffi");
		const library = koffi.load(null);
		const calls = SIGNATURES.map((signature) => [/(\w+)\(/.exec(signature)?.[1], library.func(signature)]);
		return { libc: { ...Object.fromEntries(calls), errno: () => koffi.errno() } as Libc };
	} catch (error) {
		const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
		return { off: `the package koffi cannot be loaded: ${why}` };
	}
}

/** A path as the C library wants it. */
export const cPath = (path: string | Buffer): Buffer =>
	Buffer.concat([typeof path === "string" ? Buffer.from(path) : path, Buffer.alloc(1)]);
