import { type Place, UserError } from "../errors.js";

/** A piece of a word: text, the value of a variable, or the content of a file (`$(cat FILE)`). */
export type WordPart =
	| { readonly text: string }
	| { readonly variable: string; readonly quoted: boolean }
	| { readonly file: string };

/** A word of a command. */
export interface ShellWord {
	readonly parts: readonly WordPart[];
	readonly place: Place;
}

/** A simple command: its words, with assignments still among them. Never empty. */
export type ShellCommand = readonly ShellWord[];

/**
 * Reads simple commands: one a line or separated by `;` and `&&`, with quotes, `\` at a line's end, comments, `$NAME`,
 * `${NAME}` and `$(cat FILE)`. Throws UserError `shell-unsupported` with the place of anything else: pipes, redirections,
 * other substitutions.
 */
export function parseShell(source: string, file: string): ShellCommand[] {
	return new ShellReader(source.replaceAll("\r\n", "\n"), file).commands();
}

class ShellReader {
	#at = 0;
	#parts: WordPart[] | undefined;
	#start = 0;
	#command: ShellWord[] = [];
	readonly #commands: ShellCommand[] = [];

	constructor(
		private readonly source: string,
		private readonly file: string,
	) {}

	commands(): ShellCommand[] {
		while (this.#at < this.source.length) this.#step();
		this.#endCommand();
		return this.#commands;
	}

	#step(): void {
		const sign = this.source[this.#at] as string;
		if (sign === " " || sign === "\t") this.#skip(1, () => this.#endWord());
		else if (sign === "\n" || sign === ";") this.#skip(1, () => this.#endCommand());
		else if (this.source.startsWith("&&", this.#at)) this.#skip(2, () => this.#endCommand());
		else if (sign === "#" && !this.#parts) this.#at = endOr(this.source.indexOf("\n", this.#at), this.source);
		else if ("|&<>()`".includes(sign)) throw this.#unsupported(`'${sign}'`);
		else if (sign === "'") this.#singleQuoted();
		else if (sign === '"') this.#doubleQuoted();
		else if (sign === "\\") this.#escaped();
		else if (sign === "$") this.#expansion(false);
		else this.#skip(1, () => this.#add({ text: sign }));
	}

	#skip(length: number, then: () => void): void {
		then();
		this.#at += length;
	}

	#add(part: WordPart): void {
		if (!this.#parts) this.#start = this.#at;
		this.#parts ??= [];
		const last = this.#parts.at(-1);
		if (last && "text" in last && "text" in part) this.#parts.splice(-1, 1, { text: last.text + part.text });
		else this.#parts.push(part);
	}

	#singleQuoted(): void {
		const end = this.source.indexOf("'", this.#at + 1);
		if (end < 0) throw this.#unsupported("a quote without its end");
		this.#add({ text: this.source.slice(this.#at + 1, end) });
		this.#at = end + 1;
	}

	#doubleQuoted(): void {
		const start = this.#at;
		this.#add({ text: "" });
		this.#at++;
		while (this.source[this.#at] !== '"') {
			const sign = this.source[this.#at];
			if (sign === undefined) throw this.#unsupported("a quote without its end", start);
			if (sign === "$") this.#expansion(true);
			else if (sign === "`") throw this.#unsupported("'`'");
			else if (sign === "\\" && '$`"\\\n'.includes(this.source[this.#at + 1] ?? "x")) this.#escaped();
			else this.#skip(1, () => this.#add({ text: sign }));
		}
		this.#at++;
	}

	#escaped(): void {
		const next = this.source[this.#at + 1] ?? "";
		if (next !== "\n") this.#add({ text: next });
		this.#at += 2;
	}

	#expansion(quoted: boolean): void {
		const rest = this.source.slice(this.#at);
		const variable = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/.exec(rest);
		const file = /^\$\((?:cat\s+(?:--\s+)?|<\s*)(?:'([^']+)'|"([^"$`\\]+)"|([^\s'"$`\\)]+))\s*\)/.exec(rest);
		if (variable) this.#add({ variable: (variable[1] ?? variable[2]) as string, quoted });
		else if (file) this.#add({ file: (file[1] ?? file[2] ?? file[3]) as string });
		else if (/^\$(?:$|[\s"])/.test(rest)) this.#add({ text: "$" });
		else throw this.#unsupported(`'${/^\$.?/u.exec(rest)?.[0]}'`);
		this.#at += (variable ?? file)?.[0].length ?? 1;
	}

	#endWord(): void {
		if (this.#parts) this.#command.push({ parts: this.#parts, place: this.#placeOf(this.#start) });
		this.#parts = undefined;
	}

	#endCommand(): void {
		this.#endWord();
		if (this.#command.length > 0) this.#commands.push(this.#command);
		this.#command = [];
	}

	#placeOf(offset: number): Place {
		const before = this.source.slice(0, offset).split("\n");
		return { file: this.file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
	}

	#unsupported(what: string, at = this.#at): UserError {
		return new UserError({
			code: "shell-unsupported",
			message: `${what} is more of the shell than can be read here`,
			place: this.#placeOf(at),
			next: ["Leave assignments and disk-image-create commands only, with the values written out."],
		});
	}
}

const endOr = (index: number, text: string) => (index < 0 ? text.length : index);
