/** What decides whether a layer is kept. */
export interface KeptLayer {
	readonly key: string;
	readonly bytes: number;
	/** When a build used it last, in milliseconds since 1970. */
	readonly used: number;
	/** How many layers lie below it. */
	readonly depth: number;
	/** A build has it mounted now. */
	readonly inUse: boolean;
}

/** How much the layers of a store may take (docs/caching.md). */
export interface LayerLimits {
	/** Bytes that stay, however old or scarce. */
	readonly reserved: number;
	/** Bytes at most; wins over all others. */
	readonly most: number;
	/** Bytes that are to be free on the file system. */
	readonly minimumFree: number;
	/** What no build has used for so long goes. */
	readonly keepMs: number;
}

export const LAYER_LIMITS: LayerLimits = {
	reserved: 5 * 2 ** 30,
	most: 20 * 2 ** 30,
	minimumFree: 5 * 2 ** 30,
	keepMs: 30 * 86_400_000,
};

/**
 * The layers that go, the one that was used longest ago first; of those used at the same time the topmost, which nothing lies
 * on. Never one in use. A time in the future, left by a clock that was set back, counts as now.
 */
export function layersToForget(
	layers: readonly KeptLayer[],
	limits: LayerLimits,
	{ now, free }: { readonly now: number; readonly free: number },
): string[] {
	let total = layers.reduce((sum, { bytes }) => sum + bytes, 0);
	let room = free;
	const gone: string[] = [];
	const used = (layer: KeptLayer) => Math.min(layer.used, now);
	for (const layer of [...layers].sort((one, other) => used(one) - used(other) || other.depth - one.depth)) {
		if (layer.inUse) continue;
		const aboveReserved = total - layer.bytes >= limits.reserved;
		const isOld = now - used(layer) > limits.keepMs;
		if (total <= limits.most && !(aboveReserved && (isOld || room < limits.minimumFree))) continue;
		gone.push(layer.key);
		total -= layer.bytes;
		room += layer.bytes;
	}
	return gone;
}
