import stringWidth from "string-width";

/** Rows of cells as lines, each column but the last as wide as its widest cell, two blanks between. */
export function columns(rows: readonly (readonly string[])[], indent = ""): string[] {
	const widths: number[] = [];
	for (const row of rows) {
		for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, stringWidth(cell));
	}
	return rows.map((row) => {
		const cells = row.map((cell, column) => cell + " ".repeat(widths[column]! - stringWidth(cell)));
		return `${indent}${cells.join("  ")}`.trimEnd();
	});
}
