import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from "node:fs";

/** What people write by hand is never as large. */
const LARGEST = 16 * 2 ** 20;

/** What a shell hands over in place of a file, `<(command)`, and standard input: whoever writes there ends. */
const HANDED_OVER = /^\/(?:dev\/(?:fd\/|stdin$)|proc\/(?:self|\d+)\/fd\/)/;

/**
 * The text of a file that somebody named. Throws an Error of one sentence for what would hang or fill the memory: a pipe,
 * a device, a socket, a folder, a huge file; and node's own for what cannot be opened.
 */
export function readText(file: string, encoding: "utf8" | "latin1" = "utf8"): string {
	if (HANDED_OVER.test(file)) return readFileSync(file, encoding);
	// A pipe without a writer would wait in open(2).
	const handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
	try {
		const stats = fstatSync(handle);
		if (!stats.isFile()) throw new Error(`'${file}' is ${kindOf(stats)}, not a file`);
		if (stats.size > LARGEST)
			throw new Error(`'${file}' has ${Math.round(stats.size / 2 ** 20)} MiB, too much to read`);
		return readFileSync(handle, encoding);
	} finally {
		closeSync(handle);
	}
}

function kindOf(stats: Stats): string {
	if (stats.isDirectory()) return "a folder";
	if (stats.isFIFO()) return "a pipe";
	return stats.isSocket() ? "a socket" : "a device";
}
