import * as z from "zod";
import { isKey } from "./key.js";

/** Grows with the form of an archive of layers. */
const ARCHIVE_FORMAT = 1;

/** The first member of an archive: what the others are. */
export const LIST_NAME = "layers.json";

const key = z.string().refine(isKey, "is no key");
const SCHEMA = z.strictObject({
	format: z.literal(ARCHIVE_FORMAT),
	layers: z.array(z.strictObject({ key, declaredKey: key })).max(10_000),
	/** Files and folders in all of them. */
	entries: z.number().int().nonnegative(),
	/** What the archive takes at most when it is unpacked. */
	bytes: z.number().int().nonnegative(),
});

export type ArchiveList = Omit<z.infer<typeof SCHEMA>, "format">;

export const archiveListText = (list: ArchiveList): string => JSON.stringify({ format: ARCHIVE_FORMAT, ...list });

/** Throws an Error whose message says in a few words why it is none. */
export function parseArchiveList(text: string): ArchiveList {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		throw new Error("it is no archive of layers");
	}
	const format = (value as { format?: unknown } | null)?.format;
	if (typeof format === "number" && format > ARCHIVE_FORMAT) throw new Error("a newer diskwright has written it");
	const parsed = SCHEMA.safeParse(value);
	if (!parsed.success) throw new Error("it is no archive of layers");
	const { format: _, ...list } = parsed.data;
	return list;
}
