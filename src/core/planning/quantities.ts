import { UserError } from "../errors.js";
import type { BuildSettings } from "./plan.js";

/** Largest image we take for intended, in GiB: 64 TiB. */
export const LARGEST_IMAGE_GIB = 64 * 1024;

const UNITS: Readonly<Record<string, number>> = {
	KiB: 2 ** 10,
	MiB: 2 ** 20,
	GiB: 2 ** 30,
	TiB: 2 ** 40,
	kB: 1e3,
	MB: 1e6,
	GB: 1e9,
	TB: 1e12,
};

/** Bytes of `4GiB`, `512 MiB`, `1.5GB`. A unit is needed: DIB's options disagree about what a bare number means. */
export function parseSize(text: string): number {
	const match = /^(\d+(?:\.\d+)?)\s*([A-Za-z]+)$/.exec(text.trim());
	const unit = UNITS[match?.[2] ?? ""];
	if (!match || unit === undefined)
		throw bad(`'${text}' is not a size`, "Write a number with a unit, like 4GiB or 512MiB.");
	const bytes = Math.floor(Number(match[1]) * unit);
	if (bytes < 2 ** 20) throw bad(`'${text}' is too small`, "The smallest size is 1MiB.");
	if (bytes > LARGEST_IMAGE_GIB * 2 ** 30) throw bad(`'${text}' is too large`, "The largest size is 64TiB.");
	return bytes;
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds of `90s`, `30m`, `2h`, `1d`. */
export function parseDuration(text: string): number {
	const match = /^(\d{1,7})([smhd])$/.exec(text.trim());
	const seconds = Number(match?.[1]) * (SECONDS[match?.[2] ?? ""] ?? 0);
	if (!(seconds > 0)) throw bad(`'${text}' is not a duration`, "Write a number with a unit, like 90s, 30m or 2h.");
	return seconds;
}

/** What to do when a task fails: `stop`, `hold` or `hold=2h`. */
export function parseOnFailure(text: string): BuildSettings["onFailure"] {
	const [mode, duration, ...more] = text.split("=");
	if (mode === "stop" && duration === undefined) return { mode };
	if (mode === "hold" && more.length === 0) {
		return duration === undefined ? { mode } : { mode, holdSeconds: parseDuration(duration) };
	}
	throw bad(`'${text}' is not an answer to a failure`, "Write stop, hold or hold=2h.");
}

const bad = (message: string, next: string) => new UserError({ code: "bad-value", message, next: [next] });
