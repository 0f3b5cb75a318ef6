import { shortBytes } from "../text/short-quantities.js";

/** DIB's report shows nothing smaller unless it is asked to. */
const LEAST_KIB = 10 * 1024;

/**
 * The report on what takes room in the image, from the lines of `du -a -k` and the folder they count from: the largest
 * first (contract §7.4). `full`: small files and folders too.
 */
export function usageReport(lines: readonly string[], folder: string, full: boolean): string[] {
	const sizes = lines
		.map((line) => line.split("\t"))
		.map(([size, path = ""]) => ({ kib: Number(size), path: path.slice(folder.length) || "/" }))
		.filter(({ kib }) => full || kib >= LEAST_KIB)
		.sort((a, b) => b.kib - a.kib || (a.path < b.path ? -1 : 1));
	return [
		full ? "===== image size report =====" : "===== image size report (10 MiB and more) =====",
		...sizes.map(({ kib, path }) => `${shortBytes(kib * 1024).padStart(7)} ${path}`),
		"===== end image size report =====",
	];
}
