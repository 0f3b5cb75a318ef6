/** A machine that talks without end must not fill the memory. */
const KEPT_LINES = 2000;
const LONGEST_LINE = 4096;

/** The end of a serial console, as lines; the last one may still grow. */
export class ConsoleLines {
	#lines: string[] = [""];

	/** Adds text as it arrives. */
	append(text: string): void {
		const [first = "", ...more] = text.split("\n");
		const last = this.#lines.length - 1;
		this.#lines[last] = ((this.#lines[last] ?? "") + first).slice(0, LONGEST_LINE);
		this.#lines.push(...more.map((line) => line.slice(0, LONGEST_LINE)));
		if (this.#lines.length > KEPT_LINES) this.#lines = this.#lines.slice(-KEPT_LINES);
	}

	/** Adds a line that is not the machine's. */
	note(text: string): void {
		this.append(this.#lines.at(-1) === "" ? `${text}\n` : `\n${text}\n`);
	}

	/** Lines so far; an empty unfinished one does not count. */
	get count(): number {
		return this.#lines.length - (this.#lines.at(-1) === "" ? 1 : 0);
	}

	/** The last `rows` lines, or those that end `above` lines before. */
	tail(rows: number, above: number): readonly string[] {
		const end = Math.max(0, this.count - above);
		return this.#lines.slice(Math.max(0, end - rows), end);
	}
}
