import { lstat } from "node:fs/promises";
import { extname } from "node:path";

/** A local time that older outputs get in their names, and a number where that was taken. */
export const STAMP = /\d{4}\.\d\d\.\d\d-\d\d\.\d\d\.\d\d(?:-\d+)?/;

/** `<base>-YYYY.MM.DD-HH.MM.SS.<ext>`, where what follows the image's suffix counts to the suffix. */
export function datedName(file: string, stamp: string): string {
	const [suffix = ""] = /\.(manifest\.json|docker\.tar|[^./]+\.(md5|sha256))$/.exec(file) ?? [extname(file)];
	return `${file.slice(0, file.length - suffix.length)}-${stamp}${suffix}`;
}

/** A stamp with which the dated names of all files are free. */
export async function freeStamp(files: readonly string[], now: Date): Promise<string> {
	const two = (number: number) => String(number).padStart(2, "0");
	const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join(".");
	const stamp = `${day}-${[now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(".")}`;
	for (let count = 0; ; count += 1) {
		const candidate = count === 0 ? stamp : `${stamp}-${count}`;
		const taken = await Promise.all(files.map((file) => exists(datedName(file, candidate))));
		if (!taken.includes(true)) return candidate;
	}
}

async function exists(path: string): Promise<boolean> {
	return (await lstat(path).catch(() => undefined)) !== undefined;
}
