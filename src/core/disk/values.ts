import { DiskError } from "./disk-error.js";
import type { Values } from "./node.js";

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
export function fail(message: string, next?: string): never {
	throw new DiskError("graph", message, next ? [next] : []);
}
