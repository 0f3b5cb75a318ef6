import { UserError } from "../errors.js";
import { LAYER_LIMITS, type LayerLimits } from "../layers/forget.js";
import { parseSize } from "../planning/quantities.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** Bytes of output that are kept of one task, unless told otherwise. */
export const LOG_LIMIT = 256 << 20;

/** Bytes of downloads that `diskwright build` keeps, unless told otherwise. */
export const CACHE_LIMIT = 20 * 2 ** 30;

/** Which runs are kept; the newest ones that fit into all three, and never fewer than one. */
export interface RunLimits {
	readonly count: number;
	readonly days: number;
	/** Of all their folders together. */
	readonly bytes: number;
}

export const RUN_LIMITS: RunLimits = { count: 200, days: 90, bytes: 2 * 2 ** 30 };

/** DISKWRIGHT_LOG_LIMIT. Throws UserError `bad-limit`. */
export function logLimit(env: Environment): number {
	return size(env, "DISKWRIGHT_LOG_LIMIT", LOG_LIMIT);
}

/** DISKWRIGHT_RUNS_KEEP, DISKWRIGHT_RUNS_DAYS, DISKWRIGHT_RUNS_SIZE. Throws UserError `bad-limit`. */
export function runLimits(env: Environment): RunLimits {
	return {
		count: wholeNumber(env, "DISKWRIGHT_RUNS_KEEP", RUN_LIMITS.count),
		days: wholeNumber(env, "DISKWRIGHT_RUNS_DAYS", RUN_LIMITS.days),
		bytes: size(env, "DISKWRIGHT_RUNS_SIZE", RUN_LIMITS.bytes),
	};
}

/** DISKWRIGHT_LAYERS_SIZE, _RESERVED, _FREE and _DAYS; what is reserved is never more than the size. Throws UserError `bad-limit`. */
export function layerLimits(env: Environment): LayerLimits {
	const most = size(env, "DISKWRIGHT_LAYERS_SIZE", LAYER_LIMITS.most);
	return {
		most,
		reserved: Math.min(most, size(env, "DISKWRIGHT_LAYERS_RESERVED", LAYER_LIMITS.reserved)),
		minimumFree: size(env, "DISKWRIGHT_LAYERS_FREE", LAYER_LIMITS.minimumFree),
		keepMs: wholeNumber(env, "DISKWRIGHT_LAYERS_DAYS", LAYER_LIMITS.keepMs / DAY_MS) * DAY_MS,
	};
}

/** Bytes of kept images, unless told otherwise. */
const IMAGES_LIMIT = 10 * 2 ** 30;

/** DISKWRIGHT_LAYERS_IMAGES, with what layers have of _FREE and _DAYS; nothing is reserved. Throws UserError `bad-limit`. */
export function imageLimits(env: Environment): LayerLimits {
	return { ...layerLimits(env), most: size(env, "DISKWRIGHT_LAYERS_IMAGES", IMAGES_LIMIT), reserved: 0 };
}

const DAY_MS = 86_400_000;

/** A count that a user typed, from 0 to a million. Throws UserError `bad-number`; `what` is the option or variable. */
export function parseCount(what: string, text: string): number {
	const number = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
	if (number <= 1_000_000) return number;
	throw new UserError({
		code: "bad-number",
		message: `${what} needs a whole number from 0 to 1000000, not "${text}"`,
		next: ["Write it in digits, such as 20."],
	});
}

/** DISKWRIGHT_CACHE_SIZE; undefined when it is not set. Throws UserError `bad-limit`. */
export function cacheLimit(env: Environment): number | undefined {
	return env.DISKWRIGHT_CACHE_SIZE ? size(env, "DISKWRIGHT_CACHE_SIZE", CACHE_LIMIT) : undefined;
}

function wholeNumber(env: Environment, name: string, otherwise: number): number {
	const text = env[name];
	return text ? parseCount(name, text) : otherwise;
}

function size(env: Environment, name: string, otherwise: number): number {
	const text = env[name];
	if (!text) return otherwise;
	try {
		return parseSize(text);
	} catch (cause) {
		const message = `${name}: ${(cause as UserError).message}`;
		throw new UserError({ code: "bad-limit", message, next: ["Write it with a unit, like 64MiB."], cause });
	}
}
