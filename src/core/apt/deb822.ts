/** A paragraph of fields, as control files of Debian have them. Names are in lower case; lines of a value are joined by a line break. */
export type Stanza = ReadonlyMap<string, string>;

/** A line with no end is no line of a control file; the longest of Debian's indexes, of dependencies, has 20,000 characters. */
const LONGEST_LINE = 2 ** 20;
const LARGEST_STANZA = 2 ** 22;

/** Reads paragraphs out of a text that comes in parts, in the memory that one of them needs. */
export class StanzaReader {
	#rest = "";
	#bytes = 0;
	#field = "";
	#fields = new Map<string, string>();

	/** `fields`: names in lower case of those that are wanted; all without it. */
	constructor(
		readonly found: (stanza: Stanza) => void,
		readonly fields?: ReadonlySet<string>,
	) {}

	/** Throws an Error for what is no control file: lines or paragraphs without end. */
	push(part: string): void {
		const text = this.#rest === "" ? part : this.#rest + part;
		let start = 0;
		for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
			this.#line(text, start, end);
			start = end + 1;
		}
		this.#rest = text.slice(start);
		if (this.#rest.length > LONGEST_LINE) throw new Error("a line of it has no end");
	}

	end(): void {
		if (this.#rest !== "") this.#line(this.#rest, 0, this.#rest.length);
		this.#rest = "";
		this.#close();
	}

	#line(text: string, start: number, end: number): void {
		if (isBlank(text, start, end)) {
			this.#close();
			return;
		}
		this.#bytes += end - start;
		if (this.#bytes > LARGEST_STANZA) throw new Error("a paragraph of it has no end");
		const first = text.charCodeAt(start);
		if (first === SPACE || first === TAB) {
			if (this.#field === "") return;
			this.#fields.set(this.#field, `${this.#fields.get(this.#field)}\n${text.slice(start, end).trim()}`);
			return;
		}
		this.#field = "";
		const line = text.slice(start, end);
		const colon = line.indexOf(":");
		if (first === HASH || colon < 0) return;
		const name = line.slice(0, colon).toLowerCase();
		if (this.fields && !this.fields.has(name)) return;
		this.#field = name;
		this.#fields.set(name, line.slice(colon + 1).trim());
	}

	#close(): void {
		if (this.#fields.size > 0) this.found(this.#fields);
		this.#fields = new Map();
		this.#field = "";
		this.#bytes = 0;
	}
}

const [SPACE, TAB, RETURN, HASH] = [32, 9, 13, 35];

function isBlank(text: string, start: number, end: number): boolean {
	for (let at = start; at < end; at += 1) {
		const code = text.charCodeAt(at);
		if (code !== SPACE && code !== TAB && code !== RETURN) return false;
	}
	return true;
}

/** All paragraphs of a text. Throws as `StanzaReader`. */
export function parseStanzas(text: string, fields?: ReadonlySet<string>): Stanza[] {
	const stanzas: Stanza[] = [];
	const reader = new StanzaReader((stanza) => stanzas.push(stanza), fields);
	reader.push(text);
	reader.end();
	return stanzas;
}
