import * as z from "zod";
import { isSecretParameter, isTokenLike } from "../secrets/secret-name.js";

/** How a profile names a collection of elements, and which state of it the build needs. */
export const sourceSchema = z
	.strictObject({
		/** What people call it; the one part that commands and lists show. */
		name: z.string().regex(/^[\w+-][\w.+-]{0,63}$/, "may hold letters, digits and . _ + - only"),
		/** Address of a git repository; or the path of one, or of a folder of elements. */
		from: z
			.string()
			.min(1)
			.refine(
				(from) => !holdsPassword(from),
				"holds a password or a token: leave it to git, whose credential helpers keep them",
			)
			.optional(),
		/** The state that is used, as git names it. */
		commit: z
			.string()
			.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, "must be the whole name of a commit, 40 digits of 0-9 and a-f")
			.optional(),
		/** Where in it the elements are; all folders of elements that it has when absent. */
		folder: z
			.string()
			.regex(/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$)).+$/, "must be a path inside the collection")
			.optional(),
		/** Version of a collection that is installed on the host and found there. */
		installed: z.string().min(1).optional(),
	})
	.refine(
		({ from, commit, folder, installed }) =>
			installed === undefined ? from !== undefined && commit !== undefined : !from && !commit && !folder,
		"needs 'from' and 'commit', or 'installed' alone",
	);

/** A collection of elements as a profile names it. */
export type ProfileSource = z.infer<typeof sourceSchema>;

/** A collection that is fetched. */
export type FetchedSource = ProfileSource & Required<Pick<ProfileSource, "from" | "commit">>;

/** Whether this one is fetched, and not looked for where it is installed. */
export const isFetched = (source: ProfileSource): source is FetchedSource => source.installed === undefined;

/** A collection of elements that is on this host. */
export interface ElementSource {
	readonly name: string;
	/** The commit; of an installed one its version. */
	readonly version: string;
	/** The version that the profile was made with, when another one is installed. */
	readonly wanted?: string;
	/** Where it is from: an address, a repository, or the folder where it is installed. */
	readonly origin: string;
	/** Absolute folders of elements, in the order in which they stand on the elements path. */
	readonly folders: readonly string[];
}

/** A source with the state that is used, as people see it: `tripleo@1a2b3c4d5e6f`. */
export const sourceLabel = ({ name, version }: Pick<ElementSource, "name" | "version">) =>
	`${name}@${shortVersion(version)}`;

/** A commit in as many digits as are looked at; versions as they are. */
export const shortVersion = (version: string) => (/^[0-9a-f]{40,}$/.test(version) ? version.slice(0, 12) : version);

/** Whether this is a path on this host, and no address: an address has a scheme, or a host before a colon. */
export function isLocalOrigin(from: string): boolean {
	return !/^[a-z][a-z0-9+.-]*:\/\//i.test(from) && !/^[^/]+:/.test(from);
}

/**
 * Whether an address has a password in it, which no profile and no list may hold, or a token in the place of a name:
 * `https://TOKEN@host`, `?token=`, but neither `https://joe@host` nor `ssh://git@host`.
 */
export function holdsPassword(from: string): boolean {
	const [, scheme = "", login = ""] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)@/i.exec(from) ?? [];
	if (login.includes(":") || (/^(?:https?|ftps?)$/i.test(scheme) && isTokenLike(login))) return true;
	return [...from.matchAll(/[?&;]([^=&;#]+)=/g)].some(([, name = ""]) => isSecretParameter(name));
}

/** The name that a collection gets when nobody says another one: the last part of where it is from. */
export function nameOfOrigin(from: string): string {
	const last =
		from
			.replace(/[/:]+$/, "")
			.split(/[/:]/)
			.at(-1) ?? "";
	const name = last
		.replace(/\.git$/, "")
		.replace(/[^\w.+-]+/g, "-")
		.replace(/^[.-]+/, "")
		.slice(0, 64);
	return name || "elements";
}

/** Sources laid over those of a profile below: one of the same name takes its place, others come behind. */
export function mergeSources(below: readonly ProfileSource[], above: readonly ProfileSource[]): ProfileSource[] {
	const replaced = below.map((source) => above.find(({ name }) => name === source.name) ?? source);
	return [...replaced, ...above.filter(({ name }) => !below.some((source) => source.name === name))];
}

/** Something in a collection that cannot be used; the rest can. */
export interface SourceProblem {
	readonly element: string;
	readonly message: string;
	/** Relative to the collection. */
	readonly file?: string;
	readonly line?: number;
}

/** How the elements of one state of a collection differ from those of another. */
export interface SourceChanges {
	readonly added: readonly string[];
	readonly removed: readonly string[];
	readonly changed: readonly string[];
}

/** Compares elements by name → hash of everything in them; names are sorted. */
export function sourceChanges(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): SourceChanges {
	const sorted = (names: Iterable<string>) => [...names].sort();
	return {
		added: sorted(after.keys()).filter((name) => !before.has(name)),
		removed: sorted(before.keys()).filter((name) => !after.has(name)),
		changed: sorted(after.keys()).filter((name) => before.has(name) && before.get(name) !== after.get(name)),
	};
}
