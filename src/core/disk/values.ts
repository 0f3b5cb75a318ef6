import { UserError } from "../errors.js";
import { DiskError } from "./disk-error.js";
import type { Values } from "./node.js";
import { parseAbsoluteSize, parsePartitionSize } from "./size.js";

/** The name of a node. */
export function nameOf(values: Values): string {
	return required(values, "name", "a node needs 'name'");
}

/** A value that must be there, as text. Throws DiskError `disk-graph` with `message`. */
export function required(values: Values, key: string, message: string): string {
	const value = values[key];
	if (value === undefined || value === null) fail(message, `Add ${key}: to ${JSON.stringify(values).slice(0, 80)}.`);
	if (typeof value === "object") fail(`${key} must be one text, not ${JSON.stringify(value)}`);
	return String(value);
}

/** Refuses a configuration while its graph is built. */
export function fail(message: string, ...next: readonly string[]): never {
	throw new DiskError("graph", message, next);
}

/** Bytes of an absolute size; `what` is the node that wants it. Throws DiskError `disk-graph`. */
export function sizeOf(values: Values, key: string, what: string): number {
	try {
		return parseAbsoluteSize(values[key]);
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return fail(`the ${key} of ${what}: ${error.message}`, ...error.next);
	}
}

/** Bytes of a partition with `free` bytes left. Throws UserError `disk-size`. */
export function partitionSize({ name, values }: { name: string; values: Values }, free: number): number {
	try {
		return parsePartitionSize(values.size, free).bytes;
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		const { code, next, message } = error;
		throw new UserError({ code, next, message: `the size of partition ${name}: ${message}` });
	}
}
