import { CallError } from "./errno.js";
import { cPath, type Libc } from "./libc.js";

const ENOTSUP = 95;
const ENODATA = 61;

/** All extended attributes of a file, links themselves included: name, and value in hexadecimal digits. Throws CallError. */
export function readAttributes(libc: Libc, path: Buffer): Record<string, string> {
	const file = cPath(path);
	const size = libc.llistxattr(file, null, 0);
	if (size === 0) return {};
	if (size < 0) {
		if (libc.errno() === ENOTSUP) return {};
		throw new CallError(`llistxattr ${path}`, libc.errno());
	}
	// Somebody may add one meanwhile.
	const list = Buffer.alloc(size + 1024);
	const length = libc.llistxattr(file, list, list.length);
	if (length < 0) throw new CallError(`llistxattr ${path}`, libc.errno());
	const names = list.toString("latin1", 0, length).split("\0").filter(Boolean);
	return Object.fromEntries(names.flatMap((name) => readOne(libc, file, name)));
}

function readOne(libc: Libc, file: Buffer, name: string): [string, string][] {
	const cName = cPath(Buffer.from(name, "latin1"));
	const size = libc.lgetxattr(file, cName, null, 0);
	if (size < 0) {
		if (libc.errno() === ENODATA) return [];
		throw new CallError(`lgetxattr ${name}`, libc.errno());
	}
	const value = Buffer.alloc(size);
	if (size > 0 && libc.lgetxattr(file, cName, value, size) < 0) throw new CallError(`lgetxattr ${name}`, libc.errno());
	return [[name, value.toString("hex")]];
}

/** Throws CallError. */
export function removeAttribute(libc: Libc, path: Buffer, name: string): void {
	if (libc.lremovexattr(cPath(path), cPath(Buffer.from(name, "latin1"))) < 0 && libc.errno() !== ENODATA) {
		throw new CallError(`lremovexattr ${name}`, libc.errno());
	}
}

/** Throws CallError. */
export function writeAttribute(libc: Libc, path: string, name: string, value: string): void {
	const bytes = Buffer.from(value);
	if (libc.lsetxattr(cPath(path), cPath(name), bytes, bytes.length, 0) < 0) {
		throw new CallError(`lsetxattr ${name}`, libc.errno());
	}
}
