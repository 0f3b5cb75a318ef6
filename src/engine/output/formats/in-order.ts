/** Work of which several pieces are under way at once, and whose results are used one after another, in order. */
export class InOrder<T> {
	readonly #most: number;
	readonly #use: (result: T) => Promise<void>;
	#begun: Promise<T>[] = [];

	/** @param most pieces that are under way or wait */
	constructor(most: number, use: (result: T) => Promise<void>) {
		this.#most = most;
		this.#use = use;
	}

	/** Adds a piece that is under way; waits where there are too many. Throws what the oldest piece or its use has thrown. */
	async add(piece: Promise<T>): Promise<void> {
		// Of those behind a failed one nobody asks any more.
		piece.catch(() => {});
		this.#begun.push(piece);
		if (this.#begun.length >= this.#most) await this.#oldest();
	}

	/** Waits for all. */
	async end(): Promise<void> {
		while (this.#begun.length > 0) await this.#oldest();
	}

	async #oldest(): Promise<void> {
		const [piece, ...others] = this.#begun;
		this.#begun = others;
		if (piece) await this.#use(await piece);
	}
}
