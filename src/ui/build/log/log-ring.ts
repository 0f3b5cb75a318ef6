/** The newest lines of one log, numbered from 1; older ones make room. */
export class LogRing {
	readonly #capacity: number;
	#lines: string[] = [];
	#last = 0;
	/** Number of the line before the one in the first slot. */
	#base = 0;

	constructor(capacity: number) {
		this.#capacity = capacity;
	}

	/** Number of the oldest line that is kept; one more than `last` when none is. */
	get first(): number {
		return this.#last - this.#lines.length + 1;
	}

	/** Number of the newest line; 0 before the first. */
	get last(): number {
		return this.#last;
	}

	/** Lines kept. */
	get size(): number {
		return this.#lines.length;
	}

	/** Adds the lines that begin with number `first`; what is here already is not added again. */
	push(first: number, lines: readonly string[]): void {
		if (first > this.#last + 1) this.clear(first - 1);
		for (let index = this.#last + 1 - first; index < lines.length; index += 1) {
			const line = lines[index] as string;
			if (this.#lines.length < this.#capacity) this.#lines.push(line);
			else this.#lines[this.#slot(this.#last + 1)] = line;
			this.#last += 1;
		}
	}

	/** A line by its number; undefined when it is not kept. */
	line(number: number): string | undefined {
		if (number < this.first || number > this.#last) return undefined;
		return this.#lines[this.#slot(number)];
	}

	/** Forgets all lines, as if `last` had been the newest. */
	clear(last = this.#last): void {
		this.#lines = [];
		this.#last = last;
		this.#base = last;
	}

	#slot(number: number): number {
		return (number - 1 - this.#base) % this.#capacity;
	}
}
