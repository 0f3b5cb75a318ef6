/** What is compared of one file, in words: `type`, `mode`, `owner`, `content` … A folder has no content, a link no mode. */
export type Entry = Readonly<Record<string, string>>;

/** All files of an image by their absolute paths. */
export type Tree = ReadonlyMap<string, Entry>;

/** One thing in which a path is not alike. */
export interface Difference {
	readonly path: string;
	/** The name of the unlike property, or `exists`. */
	readonly aspect: string;
	/** `missing` where the path is on one side only. */
	readonly upstream: string;
	readonly diskwright: string;
}

/** Everything in which two trees are not alike, in the order of the paths. */
export function compareTrees(upstream: Tree, diskwright: Tree): Difference[] {
	const paths = [...new Set([...upstream.keys(), ...diskwright.keys()])].sort();
	return paths.flatMap((path): Difference[] => {
		const theirs = upstream.get(path);
		const ours = diskwright.get(path);
		if (!theirs || !ours) {
			const found = (entry: Entry | undefined) => entry?.type ?? "missing";
			return [{ path, aspect: "exists", upstream: found(theirs), diskwright: found(ours) }];
		}
		return [...new Set([...Object.keys(theirs), ...Object.keys(ours)])]
			.filter((aspect) => theirs[aspect] !== ours[aspect])
			.map((aspect) => ({ path, aspect, upstream: theirs[aspect] ?? "none", diskwright: ours[aspect] ?? "none" }));
	});
}
