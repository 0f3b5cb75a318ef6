/** One line of the result. */
export interface Row {
	readonly name: string;
	/** Absent when it could not be measured; then `why` says so. */
	readonly value?: number;
	readonly why?: string;
	readonly unit: string;
	/** The largest value that is allowed; absent for what is only told. */
	readonly must?: number;
	readonly goal?: number;
}

/** The rows as aligned text, each with its verdict. */
export function tableText(rows: readonly Row[]): string {
	const cells = rows.map(({ name, value, unit, must, goal }) => [
		name,
		value === undefined ? "–" : `${amount(value)} ${unit}`,
		must === undefined ? "" : `${must} ${unit}`,
		goal === undefined ? "" : `${goal} ${unit}`,
	]);
	const all = [["", "measured", "must", "goal"], ...cells];
	const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
	return all
		.map((row, index) => {
			const line = row.map((cell, column) =>
				column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
			);
			return `${line.join("  ")}  ${index === 0 ? "" : verdict(rows[index - 1] as Row)}`.trimEnd();
		})
		.join("\n");
}

/** Whether a row is within its limit; one that could not be measured is not. */
export function isMet({ value, must }: Row): boolean {
	return value !== undefined && (must === undefined || value <= must);
}

function verdict(row: Row): string {
	if (row.value === undefined) return `✖ not measured: ${row.why ?? "no reason known"}`;
	if (!isMet(row)) return "✖ missed";
	if (row.must === undefined) return "";
	return row.goal !== undefined && row.value > row.goal ? "✔ goal not reached" : "✔";
}

const amount = (value: number) => (value < 10 ? value.toFixed(1) : String(Math.round(value)));
