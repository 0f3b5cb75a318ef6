import * as z from "zod";
import { type PreferenceProblem, shownValue } from "./preference-problem.js";

/** How many mirrors and elements paths are remembered. */
const REMEMBERED = 20;

const mirror = z
	.object({
		/** As elements name it: `debian`. */
		distribution: z.string().min(1),
		url: z.string().min(1),
		lastUsed: z.iso.datetime(),
	})
	.describe('{"distribution": …, "url": …, "lastUsed": …}');

const folder = z.string().min(1).describe("the path of a folder");

/** What the program remembers of a user's choices. Everything has a default or may be absent; a description says what is valid. */
export const preferencesSchema = z.object({
	theme: z
		.enum(["auto", "dark", "light", "ansi", "mono"])
		.default("auto")
		.describe("one of auto, dark, light, ansi, mono"),
	/** Used before, the latest first. */
	mirrors: z.array(mirror).default([]).describe("a list of mirrors"),
	/** Of the last user that was to log in. */
	userName: z.string().min(1).optional().describe("the name of a user"),
	/** File of the last public key. */
	keyPath: z.string().min(1).optional().describe("the path of a file"),
	/** Long lines of logs continue on the next line; the screens remember what was chosen last. */
	wrapLogs: z.boolean().default(false).describe("true or false"),
	/** A log that is opened shows its end and goes with it; false: its beginning. */
	followLogs: z.boolean().default(true).describe("true or false"),
	/** Folders of elements used before, the latest first. */
	elementsPaths: z.array(folder).default([]).describe("a list of folders"),
	/** What the screens and messages are drawn with; the locale decides when absent (ascii-signs.ts). */
	signs: z.enum(["auto", "unicode", "ascii"]).optional().describe("one of auto, unicode, ascii"),
	/** Keys of actions, as a user wrote them (ui/keys/key-bindings.ts checks them). */
	keys: z.unknown().optional(),
	/** Colours of themes, likewise (ui/kit/look/own-colours.ts). */
	colours: z.unknown().optional(),
});

export type Preferences = z.infer<typeof preferencesSchema>;
export type UsedMirror = z.infer<typeof mirror>;

/** Lists, whose entries are refused one by one. */
const ENTRIES = { mirrors: mirror, elementsPaths: folder } as const;

/**
 * Preferences out of what their file holds, which is a map: one bad value must not cost the rest. Every value that cannot be
 * is told and left out; what other versions of the program have put there is passed over.
 */
export function readPreferences(store: Readonly<Record<string, unknown>>): {
	readonly preferences: Preferences;
	readonly problems: readonly PreferenceProblem[];
} {
	const problems: PreferenceProblem[] = [];
	const fits = (schema: z.ZodType, value: unknown, path: readonly string[]) => {
		if (schema.safeParse(value).success) return true;
		const wanted = `It must be ${schema.description}.`;
		problems.push({ path, severity: "error", message: `${path[0]} cannot be ${shownValue(value)}`, next: wanted });
		return false;
	};
	const read = Object.entries(preferencesSchema.shape).flatMap(([key, schema]) => {
		const value = store[key];
		const entry = ENTRIES[key as keyof typeof ENTRIES];
		if (value === undefined) return [];
		if (!entry || !Array.isArray(value)) return fits(schema, value, [key]) ? [[key, value]] : [];
		return [[key, value.filter((one, index) => fits(entry, one, [key, String(index)])).slice(0, REMEMBERED)]];
	});
	return { preferences: preferencesSchema.parse(Object.fromEntries(read)), problems };
}

/** The change that remembers a mirror as the latest one. */
export function rememberMirror({ mirrors }: Preferences, used: UsedMirror): Pick<Preferences, "mirrors"> {
	const others = mirrors.filter(({ distribution, url }) => distribution !== used.distribution || url !== used.url);
	return { mirrors: [used, ...others].slice(0, REMEMBERED) };
}

/** The change that remembers folders of elements as the latest ones. */
export function rememberElementsPaths(
	{ elementsPaths }: Preferences,
	used: readonly string[],
): Pick<Preferences, "elementsPaths"> {
	return { elementsPaths: [...new Set([...used, ...elementsPaths])].slice(0, REMEMBERED) };
}
