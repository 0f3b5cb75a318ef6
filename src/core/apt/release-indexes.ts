import { parseRelease } from "../host/mirror.js";
import type { IndexPlace } from "./index-place.js";

/** The indexes of packages that a Release file names. */
export interface ReleaseIndexes {
	/** SHA-256 by path below the suite: `main/binary-amd64/Packages.xz`. */
	readonly sums: Readonly<Record<string, string>>;
	/** What apt fetches of packages for all architectures is in the index of each. */
	readonly allInEach: boolean;
}

/** Reads them out of a Release file, signed inline or not; undefined for a text that is none. */
export function readReleaseIndexes(text: string): ReleaseIndexes | undefined {
	const release = parseRelease(text);
	if (!release) return undefined;
	const lines = text.matchAll(/^ ([0-9a-f]{64}) +\d+ ((?:\S+\/)?Packages(?:\.xz|\.gz)?)$/gm);
	const sums = Object.fromEntries([...lines].map(([, sum = "", path = ""]) => [path, sum]));
	const [, apart = ""] = /^No-Support-for-Architecture-all: *(.*)$/m.exec(text) ?? [];
	const isApart = release.architectures.includes("all") && !apart.split(/\s+/).includes("Packages");
	return { sums, allInEach: !isApart };
}

/** One index in the forms in which it can be fetched, the one that takes least of this machine first. */
export interface IndexFile {
	/** SHA-256 of its text, or of the first form that is named where that is not. */
	readonly identity: string;
	readonly forms: readonly { readonly path: string; readonly sha256: string }[];
}

/** The indexes of a place; one that the Release file does not name is left out, as apt does. */
export function indexFiles(
	{ components, architectures }: Pick<IndexPlace, "components" | "architectures">,
	{ sums, allInEach }: ReleaseIndexes,
): IndexFile[] {
	const folders = components.flatMap((component) =>
		[...architectures, ...(allInEach ? [] : ["all"])].map((one) => `${component}/binary-${one}/`),
	);
	return (components.length === 0 ? ["", "./"] : folders).flatMap((folder) => {
		const forms = [".gz", ".xz", ""].flatMap((ending) => {
			const path = `${folder}Packages${ending}`;
			return sums[path] === undefined ? [] : [{ path, sha256: sums[path] }];
		});
		const identity = forms.find(({ path }) => path.endsWith("Packages")) ?? forms[0];
		return identity ? [{ identity: identity.sha256, forms }] : [];
	});
}
