import * as z from "zod";
import { isKey } from "./key.js";

/** Grows with the form of what lies beside a layer; a newer form is a miss, never a guess. */
export const RECORD_FORMAT = 1;

const key = z.string().refine(isKey, "is no key");
const count = z.number().int().nonnegative();
const input = z.strictObject({ name: z.string(), value: z.string() });

const SCHEMA = z.strictObject({
	format: z.literal(RECORD_FORMAT),
	key,
	/** Of the inputs that were known beforehand. */
	declaredKey: key,
	/** Such as `install/50-x`. */
	task: z.string(),
	/** Name of the image that it was made for. */
	image: z.string(),
	/** When, in milliseconds since 1970. */
	made: count,
	/** How long the task took. */
	ms: count,
	/** Version of diskwright. */
	by: z.string(),
	/** How many layers lie below it. */
	depth: count,
	inputs: z.array(input),
	observed: z.array(input),
	/** What the task changed outside the tree, a sentence each: it is run again and never restored. */
	outside: z.array(z.string()),
	/** Absent for a task that left no layer. */
	layer: z.optional(
		z.strictObject({
			/** SHA-256 of the inventory's text. */
			inventory: key,
			/** Digest of what the layer shows. */
			identity: key,
			entries: count,
			bytes: count,
		}),
	),
});

/** What lies beside a layer: what it was made of, so that it can be found, checked and explained. */
export type LayerRecord = z.infer<typeof SCHEMA>;

/** Reads a record. Throws an Error whose message says in a few words why it cannot be used. */
export function parseRecord(text: string): LayerRecord {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		throw new Error("its record is cut off or damaged");
	}
	const format = (value as { format?: unknown } | null)?.format;
	if (typeof format === "number" && format > RECORD_FORMAT) throw new Error("a newer diskwright has written it");
	const parsed = SCHEMA.safeParse(value);
	if (parsed.success) return parsed.data;
	throw new Error(`its record is damaged (${parsed.error.issues[0]?.path.join(".") || "no record"})`);
}

export const recordText = (record: LayerRecord): string => `${JSON.stringify(record)}\n`;
