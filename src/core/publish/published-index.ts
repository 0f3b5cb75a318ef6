import * as z from "zod";
import { UserError } from "../errors.js";

/** Name of the index in a folder, on a web server or in a bucket. */
export const INDEX_FILE = "index.json";

/** An index may come from anywhere: a name in it is that of a file beside it, and nothing else. */
const FILE = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,250}$/);
const TIME = z.iso.datetime();

const sentImage = z.looseObject({
	id: z.string().regex(/^[A-Za-z0-9-]{1,64}$/),
	/** Under which it is found; another than the rule's once it was renamed. */
	name: z.string(),
	/** Which rule it belongs to. */
	rule: z.string(),
	file: FILE,
	format: z.string(),
	size: z.number().int().nonnegative(),
	/** When it was begun. */
	date: TIME,
	/** Last change of this entry. */
	updated: TIME,
	/** The run that has made it. */
	run: z.string().optional(),
	properties: z.record(z.string(), z.string()),
	tags: z.array(z.string()),
	sender: z.string(),
	/** Both are there once what has arrived was compared. */
	sha256: z.string().optional(),
	sha512: z.string().optional(),
	/** Of an upload in parts that can be gone on with. */
	upload: z.string().optional(),
});

const servedImage = sentImage.extend({
	sha256: z.string(),
	sha512: z.string(),
	state: z.enum(["current", "older"]),
	hidden: z.boolean(),
	protected: z.boolean(),
	/** When it was made the one that is found. */
	since: TIME,
});

const publishedIndex = z.looseObject({
	diskwright_index: z.literal(1),
	/** By rule: the file of the image that is found. */
	latest: z.record(z.string(), FILE),
	images: z.array(servedImage),
	/** What is on its way, and what is being taken away: for nobody's use. */
	unfinished: z.array(sentImage),
});

/** An image that is on its way, or being taken away. */
export type SentImage = z.infer<typeof sentImage>;
/** An image that is served. */
export type ServedImage = z.infer<typeof servedImage>;
/** What a place holds of diskwright's images, in the order in which they came. */
export type PublishedIndex = z.infer<typeof publishedIndex>;

/** Reads an index; `where` is how it is called in errors, `undefined` as text means that there is none yet. Throws UserError. */
export function parseIndex(text: string | undefined, where: string): PublishedIndex {
	if (text === undefined) return { diskwright_index: 1, latest: {}, images: [], unfinished: [] };
	const damaged = (why: string) =>
		new UserError({
			code: "index-foreign",
			message: `${where} is no index of published images: ${why}`,
			next: ["Publish to another folder; or take it away, if nobody needs it."],
		});
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		throw damaged("it is no JSON");
	}
	const version = (value as { diskwright_index?: unknown } | null)?.diskwright_index;
	if (typeof version === "number" && version > 1) throw damaged(`it is of a newer diskwright (format ${version})`);
	const parsed = publishedIndex.safeParse(value);
	if (parsed.success) return parsed.data;
	const issue = parsed.error.issues[0];
	throw damaged(`${issue?.path.join(".") || "it"}: ${issue?.message}`);
}

export const printIndex = (index: PublishedIndex): string => `${JSON.stringify(index, null, "\t")}\n`;

/** With this entry among the unfinished ones, in the place of one of the same id wherever it stood. */
export function withUnfinished(index: PublishedIndex, entry: SentImage): PublishedIndex {
	return { ...without(index, entry), unfinished: [...index.unfinished.filter(({ id }) => id !== entry.id), entry] };
}

/** With this entry among those that are served. */
export function withServed(index: PublishedIndex, entry: ServedImage): PublishedIndex {
	const isThere = index.images.some(({ id }) => id === entry.id);
	return {
		...index,
		images: isThere ? index.images.map((one) => (one.id === entry.id ? entry : one)) : [...index.images, entry],
		unfinished: index.unfinished.filter(({ id }) => id !== entry.id),
	};
}

/** With this entry as the one that is found under its rule. */
export const withLatest = (index: PublishedIndex, entry: ServedImage): PublishedIndex => ({
	...withServed(index, entry),
	latest: { ...index.latest, [entry.rule]: entry.file },
});

/** Without an entry, and without a word of it. */
export function without(index: PublishedIndex, { id, file }: Pick<SentImage, "id" | "file">): PublishedIndex {
	return {
		...index,
		latest: Object.fromEntries(Object.entries(index.latest).filter(([, latest]) => latest !== file)),
		images: index.images.filter((one) => one.id !== id),
		unfinished: index.unfinished.filter((one) => one.id !== id),
	};
}
