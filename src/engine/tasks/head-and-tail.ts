/** How much of a long log is kept, in what `size` measures. */
export interface KeptOfLog {
	/** From its beginning. */
	readonly head: number;
	/** From its end; held in memory meanwhile. */
	readonly tail: number;
}

/** Keeps the beginning and the end of what may have no end: what comes between is dropped and counted. */
export class HeadAndTail<T> {
	readonly #kept: KeptOfLog;
	readonly #size: (piece: T) => number;
	#head = 0;
	#tail: T[] = [];
	#first = 0;
	#tailSize = 0;
	#dropped = { pieces: 0, size: 0 };

	constructor(kept: KeptOfLog, size: (piece: T) => number) {
		this.#kept = kept;
		this.#size = size;
	}

	/** The beginning is complete: what comes now is held. */
	get full(): boolean {
		return this.#tailLength > 0 || this.#dropped.pieces > 0;
	}

	/** The pieces of these that belong to the beginning; the others are held. */
	push(pieces: readonly T[]): T[] {
		const now: T[] = [];
		for (const piece of pieces) {
			const size = this.#size(piece);
			if (!this.full && this.#head + size <= this.#kept.head) {
				this.#head += size;
				now.push(piece);
			} else this.#hold(piece, size);
		}
		return now;
	}

	/** What was dropped between, and the pieces of the end; nothing is held after that. */
	end(): { readonly dropped: { readonly pieces: number; readonly size: number }; readonly tail: T[] } {
		const tail = this.#tail.slice(this.#first);
		this.#tail = [];
		this.#first = 0;
		return { dropped: this.#dropped, tail };
	}

	get #tailLength(): number {
		return this.#tail.length - this.#first;
	}

	#hold(piece: T, size: number): void {
		this.#tail.push(piece);
		this.#tailSize += size;
		while (this.#tailSize > this.#kept.tail && this.#tailLength > 1) {
			const gone = this.#size(this.#tail[this.#first] as T);
			this.#first += 1;
			this.#tailSize -= gone;
			this.#dropped = { pieces: this.#dropped.pieces + 1, size: this.#dropped.size + gone };
		}
		// Cut now and then: taking from the front one by one would move all others every time.
		if (this.#first > 1024 && this.#first * 2 > this.#tail.length) {
			this.#tail = this.#tail.slice(this.#first);
			this.#first = 0;
		}
	}
}
