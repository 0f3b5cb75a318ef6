import { createHash } from "node:crypto";
import type { Input } from "./input.js";

/** The name of the input that is the key of the layers below. */
export const BELOW = "layers below";

/** Grows whenever equal inputs would lead to another layer, because tasks are run or observed in another way. */
export const KEY_VERSION = 3;

/** The key below the first task. */
export const EMPTY_STACK = digestInputs("empty", []);

/**
 * A note among the inputs of a layer that stands on something private: what it changes may hold parts of it. It is no part of its key:
 * what the hook does depends on what lies below, not on how that came there.
 */
export const PRIVATE_BELOW: Input = { name: "what lies below", value: "holds what is this machine's alone" };

/** Where the candidates for a task lie: what is known of it before it runs. */
export const declaredKey = (inputs: readonly Input[]): string =>
	digestInputs(
		"declared",
		inputs.filter(({ name }) => name !== PRIVATE_BELOW.name),
	);

/** Where layers lie that are looked for by what their tasks have read of the image, whatever lies below them otherwise. */
export const readingsKey = (inputs: readonly Input[]): string =>
	digestInputs(
		"readings",
		inputs.filter(({ name }) => name !== PRIVATE_BELOW.name && name !== BELOW),
	);

/** The key of a layer: what was known of its task before it ran, and what the task was seen to read. */
export function layerKey(declared: string, observed: readonly Input[]): string {
	const sorted = [...observed].sort((one, other) => (one.name < other.name ? -1 : 1));
	return digestInputs("layer", [{ name: "declared", value: declared }, ...sorted]);
}

/**
 * The key of a layer by what is in it, for tasks that are always run: what comes after them stays as valid as their result
 * stays the same. `identity` is that of the layer's inventory.
 */
export function contentKey(below: string, identity: string): string {
	return digestInputs("content", [
		{ name: "below", value: below },
		{ name: "identity", value: identity },
	]);
}

/** 64 hexadecimal digits. */
export const isKey = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

/** Lengths stand before the texts, so that no two lists look alike. */
function digestInputs(what: string, inputs: readonly Input[]): string {
	const hash = createHash("sha256").update(`diskwright ${KEY_VERSION} ${what}\n`);
	for (const { name, value } of inputs) {
		hash.update(`${Buffer.byteLength(name)} ${Buffer.byteLength(value)}\n${name}${value}`);
	}
	return hash.digest("hex");
}
