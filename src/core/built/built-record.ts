import * as z from "zod";

/** Grows with the form of a record; one of another form is none. */
const BUILT_VERSION = 2;

const input = z.object({ name: z.string(), value: z.string() });

/** A file that a build has put in place. */
const output = z.object({
	/** Absolute. */
	path: z.string(),
	bytes: z.number(),
	/** Nanoseconds since 1970; numbers are too short for them. */
	mtime: z.string(),
	inode: z.string(),
	/** SHA-256; absent for files that are too large to be read once more after each build. */
	sha256: z.string().optional(),
});

const surroundings = z.object({
	/** What is known before a build and decides what comes of it, what explains most first. */
	inputs: z.array(input),
	/** By absolute path: what of a file changes with its content, and a digest of that. */
	files: z.record(z.string(), z.tuple([z.string(), z.string()])),
	/** Folders whose files count by content where hooks outside the image read them. */
	callersFolders: z.array(z.string()),
	/** Hexadecimal: digests of what may be secret are made with it. Belongs to the caller. */
	key: z.string(),
});

const SCHEMA = z.object({
	version: z.literal(BUILT_VERSION),
	/** In milliseconds since 1970: when the build ended, and until when what it has fetched is good. */
	made: z.number(),
	until: z.number(),
	inputs: surroundings.shape.inputs,
	files: surroundings.shape.files,
	callersFolders: surroundings.shape.callersFolders,
	/** What was seen of the host while hooks and snippets ran outside the image. */
	host: z.array(input),
	/** What its hooks have read of package indexes: those that have read the same indexes together. */
	packages: z.array(z.array(input)),
	outputs: z.array(output),
	/** Why not all of that is known, in a sentence's end: then the next build has to run, whatever has changed. */
	unknown: z.string().optional(),
});

/** What a build is made from, as far as it is known beforehand. */
export type Surroundings = z.infer<typeof surroundings>;

/** A file that a build has put in place, as it stood then. */
export type BuiltOutput = z.infer<typeof output>;

/** What a build with layers was made from and what came of it: while all of it is the same, the next one has nothing to do. */
export type BuiltRecord = z.infer<typeof SCHEMA>;

/** Undefined for a record that is damaged or of another form. */
export function parseBuiltRecord(text: string): BuiltRecord | undefined {
	try {
		return SCHEMA.parse(JSON.parse(text));
	} catch {
		return undefined;
	}
}

export const builtRecordText = (record: Omit<BuiltRecord, "version">): string =>
	`${JSON.stringify({ version: BUILT_VERSION, ...record })}\n`;
