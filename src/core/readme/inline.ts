import type { Span, TextStyle } from "./document.js";

/** Inline markup: its pattern, and what a match becomes. */
interface Mark {
	readonly pattern: RegExp;
	readonly spans: (groups: readonly (string | undefined)[]) => Span[];
}

const ADDRESS = /https?:\/\/[^\s<>`"]*[^\s<>`".,;:!?)'\]]/;
const span = (style: TextStyle, text = ""): Span => ({ text, style });
/** A link's address follows its text, for a terminal cannot hide it. */
const link = (text = "", address = ""): Span[] =>
	address && address !== text ? [span("link", text), span("dim", ` (${address})`)] : [span("link", text)];

const ESCAPE: Mark = { pattern: /\\(.)/, spans: ([sign]) => [span("plain", sign)] };
const STRONG: Mark = { pattern: /\*\*(\S|\S[^*]*\S)\*\*/, spans: ([text]) => [span("strong", text)] };
const EMPHASIS: Mark = {
	pattern: /(?<![\w*])\*(\S|\S[^*]*\S)\*(?![\w*])/,
	spans: ([text]) => [span("emphasis", text)],
};
const BARE_URL: Mark = { pattern: new RegExp(`(${ADDRESS.source})`), spans: ([address]) => [span("link", address)] };
const MARKDOWN_LINK: Mark = {
	pattern: /!?\[([^\][]+)\]\(([^()\s]+)\)/,
	spans: ([text, address]) => link(text?.replace(/\s+/g, " "), address),
};

/** reStructuredText; links in Markdown's form are common in READMEs of elements and understood as well. */
const RST: readonly Mark[] = [
	{ pattern: /``((?:[^`]|`(?!`))+)``/, spans: ([text]) => [span("code", text)] },
	{ pattern: /:[\w.+:-]+:`([^`<]*?)\s*(?:<[^`>]*>)?`/, spans: ([text]) => [span("code", text)] },
	{ pattern: /`([^`<]*[^`<\s])\s*<([^`>]+)>`__?/, spans: ([text, address]) => link(text, address) },
	{ pattern: /`([^`]+)`__?/, spans: ([text]) => [span("link", text)] },
	{ pattern: /`([^`]+)`/, spans: ([text]) => [span("code", text)] },
	MARKDOWN_LINK,
	STRONG,
	EMPHASIS,
	BARE_URL,
	ESCAPE,
];

const MARKDOWN: readonly Mark[] = [
	{ pattern: /``((?:[^`]|`(?!`))+)``/, spans: ([text]) => [span("code", text?.trim())] },
	{ pattern: /`([^`]+)`/, spans: ([text]) => [span("code", text)] },
	MARKDOWN_LINK,
	{ pattern: new RegExp(`<(${ADDRESS.source})>`), spans: ([address]) => [span("link", address)] },
	STRONG,
	{ pattern: /(?<!\w)__(\S|\S[^_]*\S)__(?!\w)/, spans: ([text]) => [span("strong", text)] },
	EMPHASIS,
	{ pattern: /(?<!\w)_(\S|\S[^_]*\S)_(?!\w)/, spans: ([text]) => [span("emphasis", text)] },
	BARE_URL,
	ESCAPE,
];

/** The spans of one paragraph of reStructuredText. */
export const rstInline = inlineParser(RST);

/** The spans of one paragraph of Markdown. */
export const markdownInline = inlineParser(MARKDOWN);

function inlineParser(marks: readonly Mark[]): (text: string) => Span[] {
	// Each mark's groups follow its own outer one, so that a match tells which mark it is.
	const any = new RegExp(marks.map(({ pattern }) => `(${pattern.source})`).join("|"), "g");
	const firstGroups = marks.map(
		(_, index) => 1 + marks.slice(0, index).reduce((sum, mark) => sum + 1 + groups(mark), 0),
	);
	return (text) => {
		const spans: Span[] = [];
		let done = 0;
		for (const match of text.matchAll(any)) {
			if (match.index > done) spans.push(span("plain", text.slice(done, match.index)));
			const which = firstGroups.findIndex((group) => match[group] !== undefined);
			spans.push(...marks[which]!.spans(match.slice(firstGroups[which]! + 1)));
			done = match.index + match[0].length;
		}
		if (done < text.length) spans.push(span("plain", text.slice(done)));
		return joinPlain(spans);
	};
}

function groups({ pattern }: Mark): number {
	return new RegExp(`${pattern.source}|`).exec("")!.length - 1;
}

/** Escapes leave pieces of plain text behind. */
function joinPlain(spans: readonly Span[]): Span[] {
	const joined: Span[] = [];
	for (const one of spans) {
		const last = joined.at(-1);
		if (last?.style === one.style) joined[joined.length - 1] = span(one.style, last.text + one.text);
		else joined.push(one);
	}
	return joined;
}
