/** Lines of a log that follow each other and say the same: shown as one. */
export interface Fold {
	/** Number of its first line. */
	readonly first: number;
	readonly count: number;
	/** Lines that the folds before it hide. */
	readonly hidden: number;
}

/** Fewer lines are quicker read than counted. */
const LEAST = 3;
/** The runner of hooks says so of every snippet of environment.d, before every phase: only the names differ. */
const SOURCED = "dib-run-parts Sourcing environment file ";

/** Finds the folds of a log while its lines come. */
export class LogFolds {
	readonly #folds: { first: number; count: number; hidden: number }[] = [];
	#key = "";
	#first = 0;
	#last = 0;

	get all(): readonly Fold[] {
		return this.#folds;
	}

	/** Takes the line of a number. */
	take(number: number, line: string): void {
		const key = line.startsWith(SOURCED) ? SOURCED : line;
		if (key === "" || key !== this.#key || number !== this.#last + 1) {
			this.#key = key;
			this.#first = number;
		}
		this.#last = number;
		const count = number - this.#first + 1;
		if (count < LEAST) return;
		const newest = this.#folds.at(-1);
		if (newest?.first === this.#first) newest.count = count;
		else this.#folds.push({ first: this.#first, count, hidden: newest ? newest.hidden + newest.count - 1 : 0 });
	}
}

/** A fold as one line: the line itself, or what its lines have in common with the names in which they differ. */
export function foldedText(lines: readonly string[], count: number): string {
	const [first = ""] = lines;
	if (!first.startsWith(SOURCED)) return first;
	const names = lines.map((line) => line.slice(line.lastIndexOf("/") + 1));
	return `${count} files of environment.d sourced: ${names.join(" ")}`;
}

/** How many lines are hidden by folds. */
export function hiddenLines(folds: readonly Fold[]): number {
	const last = folds.at(-1);
	return last ? last.hidden + last.count - 1 : 0;
}

/** The row, from 0, in which a line is shown. */
export function rowOfLine(folds: readonly Fold[], number: number): number {
	const fold = lastBefore(folds, ({ first }) => first <= number);
	if (!fold) return number - 1;
	return Math.max(fold.first, number - fold.count + 1) - 1 - fold.hidden;
}

/** The line that stands in a row, from 0, and the fold that it begins. */
export function lineOfRow(folds: readonly Fold[], row: number): { readonly number: number; readonly fold?: Fold } {
	const fold = lastBefore(folds, ({ first, hidden }) => first - 1 - hidden <= row);
	if (!fold) return { number: row + 1 };
	if (fold.first - 1 - fold.hidden === row) return { number: fold.first, fold };
	return { number: row + fold.hidden + fold.count };
}

/** The last fold for which a test holds that holds for all before it. */
function lastBefore(folds: readonly Fold[], holds: (fold: Fold) => boolean): Fold | undefined {
	let from = 0;
	let to = folds.length;
	while (from < to) {
		const middle = (from + to) >> 1;
		if (holds(folds[middle] as Fold)) from = middle + 1;
		else to = middle;
	}
	return folds[from - 1];
}
