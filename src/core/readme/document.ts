/** How a piece of text looks; the screen's theme says with which colours. */
export type TextStyle = "plain" | "heading" | "strong" | "emphasis" | "code" | "link" | "dim";

/** A piece of text in one style. Never holds an escape sequence or a control character. */
export interface Span {
	readonly text: string;
	readonly style: TextStyle;
}

/** One part of a README. `line` counts from 1 in the source text. */
export type Block =
	| { readonly kind: "heading"; readonly line: number; readonly level: number; readonly spans: readonly Span[] }
	| { readonly kind: "paragraph"; readonly line: number; readonly spans: readonly Span[] }
	| { readonly kind: "literal"; readonly line: number; readonly lines: readonly string[] }
	| { readonly kind: "list"; readonly line: number; readonly items: readonly ListItem[] }
	/** Terms with what they mean: definition lists and field lists (`:Default: 5`). */
	| { readonly kind: "definitions"; readonly line: number; readonly items: readonly Definition[] }
	| { readonly kind: "quote"; readonly line: number; readonly blocks: readonly Block[] }
	/** A note, warning or other admonition. */
	| { readonly kind: "note"; readonly line: number; readonly title: string; readonly blocks: readonly Block[] }
	/** Rows of cells; the first `headers` rows are titles. */
	| { readonly kind: "table"; readonly line: number; readonly headers: number; readonly rows: readonly Row[] }
	| { readonly kind: "rule"; readonly line: number };

/** The cells of a table's row, left to right. */
export type Row = readonly (readonly Span[])[];

export interface ListItem {
	/** `•`, or the number as written: `2.` */
	readonly marker: string;
	readonly blocks: readonly Block[];
}

export interface Definition {
	readonly line: number;
	readonly term: readonly Span[];
	readonly field: boolean;
	readonly blocks: readonly Block[];
}

/** The text of spans without their styles. */
export function plainText(spans: readonly Span[]): string {
	return spans.map(({ text }) => text).join("");
}
