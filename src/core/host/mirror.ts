/** What of a mirror is looked at. */
export interface MirrorQuestion {
	/** Address with `dists/` below it: `http://mirror.example/debian`. */
	readonly url: string;
	/** Name of a release in `dists/`; without one only the address itself is asked. */
	readonly suite?: string;
	/** As DIB names it. */
	readonly architecture: string;
	/** Address of an HTTP proxy to go through. */
	readonly proxy?: string;
}

/** What a mirror showed when it was tried. */
export type MirrorMeasure =
	| {
			readonly ok: true;
			/** From the request to the first byte. */
			readonly milliseconds: number;
			/** Bytes a second over a part of the package index. */
			readonly bytesPerSecond?: number;
			/** When the release was last written, ISO 8601. */
			readonly date?: string;
	  }
	| { readonly ok: false; readonly why: string };

/** What a Release file says of interest (deb822, signed inline or not). */
export interface ReleaseFile {
	readonly date?: string;
	readonly architectures: readonly string[];
	readonly components: readonly string[];
	/** Paths of the indexes below `dists/SUITE/`. */
	readonly indexes: ReadonlySet<string>;
}

/** Reads a Release file; undefined for a text that is none, such as the page of a portal one has to log in to. */
export function parseRelease(text: string): ReleaseFile | undefined {
	const field = (name: string) => new RegExp(`^${name}: *(.*)$`, "m").exec(text)?.[1]?.trim();
	if (!field("Suite") && !field("Codename")) return undefined;
	const date = new Date(field("Date") ?? "");
	return {
		...(Number.isNaN(date.getTime()) ? {} : { date: date.toISOString() }),
		architectures: field("Architectures")?.split(/\s+/) ?? [],
		components: field("Components")?.split(/\s+/) ?? [],
		indexes: new Set([...text.matchAll(/^ [0-9a-f]{32,64} +\d+ (\S+)$/gm)].map((match) => match[1] as string)),
	};
}
