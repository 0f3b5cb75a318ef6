import * as z from "zod";

/** How many mirrors and elements paths are remembered. */
const REMEMBERED = 20;

const mirror = z.object({
	/** As elements name it: `debian`. */
	distribution: z.string().min(1),
	url: z.string().min(1),
	lastUsed: z.iso.datetime(),
});

/** What the program remembers of a person's choices. Everything has a default or may be absent. */
export const preferencesSchema = z.object({
	theme: z.enum(["auto", "dark", "light", "ansi", "mono"]).default("auto"),
	/** Used before, the latest first. */
	mirrors: z.array(mirror).max(REMEMBERED).default([]),
	/** Of the last user that was to log in. */
	userName: z.string().min(1).optional(),
	/** File of the last public key. */
	keyPath: z.string().min(1).optional(),
	/** Long lines of logs continue on the next line; the screens remember what was chosen last. */
	wrapLogs: z.boolean().default(false),
	/** A log that is opened shows its end and goes with it; false: its beginning. */
	followLogs: z.boolean().default(true),
	/** Folders of elements used before, the latest first. */
	elementsPaths: z.array(z.string().min(1)).max(REMEMBERED).default([]),
	/** What the screens and messages are drawn with; the locale decides when absent (ascii-signs.ts). */
	signs: z.enum(["auto", "unicode", "ascii"]).optional(),
	/** Keys of actions, as a person wrote them: one bad line must not cost the rest (ui/key-bindings.ts checks them). */
	keys: z.unknown().optional(),
	/** Colours of themes, likewise (ui/own-colours.ts). */
	colours: z.unknown().optional(),
});

export type Preferences = z.infer<typeof preferencesSchema>;
export type UsedMirror = z.infer<typeof mirror>;

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
