import { access, open } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { UserError } from "../core/errors.js";

/** A kernel and the initramfs that it starts with: absolute paths. */
export interface Ramdisk {
	readonly kernel: string;
	readonly initramfs: string;
}

/** How the elements `ramdisk` and `baremetal` name the two. */
const PAIRS = [
	{ kernel: ".kernel", initramfs: ".initramfs" },
	{ kernel: ".vmlinuz", initramfs: ".initrd" },
] as const;

/**
 * The kernel and initramfs that `file` is one of; the other lies beside it, or is the `initramfs` given. Undefined for
 * everything else. Throws UserError `incomplete-ramdisk` or `bad-kernel`.
 */
export async function findRamdisk(file: string, initramfs?: string): Promise<Ramdisk | undefined> {
	const path = resolve(file);
	const suffix = extname(path);
	const stem = path.slice(0, path.length - suffix.length);
	const pair = PAIRS.find((one) => one.kernel === suffix || one.initramfs === suffix);
	if (!initramfs && !pair && !(await isKernel(path))) return undefined;
	const kernel = pair?.initramfs === suffix ? stem + pair.kernel : path;
	const found = initramfs ? resolve(initramfs) : pair ? stem + pair.initramfs : undefined;
	if (!found || !(await exists(found))) {
		throw incomplete(file, found, "Name the initramfs: diskwright boot KERNEL --initramfs FILE");
	}
	if (!(await exists(kernel))) throw incomplete(file, kernel, "Name both: diskwright boot KERNEL --initramfs FILE");
	if (await isKernel(kernel)) return { kernel, initramfs: found };
	throw new UserError({
		code: "bad-kernel",
		message: `${kernel} is no Linux kernel for a PC`,
		next: ["Give the file that the build left beside the initramfs, or /boot/vmlinuz-VERSION of an image."],
	});
}

function incomplete(file: string, missing: string | undefined, next: string): UserError {
	const message = missing ? `${file} needs ${missing}, which is not there` : `the kernel ${file} needs an initramfs`;
	return new UserError({ code: "incomplete-ramdisk", message, next: [next] });
}

/** The header of the Linux boot protocol, which lies behind the boot sector. */
async function isKernel(path: string): Promise<boolean> {
	const file = await open(path, "r").catch(() => undefined);
	if (!file) return false;
	try {
		const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0x202);
		return buffer.toString("latin1") === "HdrS";
	} catch {
		// A folder.
		return false;
	} finally {
		await file.close();
	}
}

const exists = (path: string) =>
	access(path).then(
		() => true,
		() => false,
	);
