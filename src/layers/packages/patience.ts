/** How long, and for how much, mirrors are listened to. */
export interface IndexPatience {
	/** For the Release files of all suites, side by side. */
	readonly releaseMs: number;
	/** For an index of packages. */
	readonly indexMs: number;
	readonly releaseBytes: number;
	readonly indexBytes: number;
	/** Of an index that is unpacked. */
	readonly textBytes: number;
}

/** Release files have up to 300 kB; Debian's largest index has 12 MB compressed, 50 MB of text. */
export const INDEX_PATIENCE: IndexPatience = {
	releaseMs: 3000,
	indexMs: 120_000,
	releaseBytes: 4 << 20,
	indexBytes: 96 << 20,
	textBytes: 512 << 20,
};

/** What a server sends without end, or packs small, goes no further than this. */
export function atMost(most: number) {
	return async function* limited(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
		let bytes = 0;
		for await (const chunk of chunks) {
			bytes += chunk.length;
			if (bytes > most) throw new Error(`sends more than ${most} bytes`);
			yield chunk;
		}
	};
}
