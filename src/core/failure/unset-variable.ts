/** A variable that a script needed and did not find. */
export interface UnsetVariable {
	readonly name: string;
	/** The script as its shell names it; absent for Python. */
	readonly script?: string;
	readonly line?: number;
	/** What the script itself says about it: the text of `${NAME:?text}`. */
	readonly text?: string;
}

/** `SCRIPT: line 3: NAME: unbound variable` of bash, `SCRIPT: 3: NAME: parameter not set` of dash. */
const COMPLAINT = /^(.*?): (?:line )?(\d+): ([A-Za-z_]\w*): (.*)$/;
const PLAIN = /^(?:unbound variable|parameter (?:null or )?not set(?: or null)?)$/;
/** Lines that may follow: an exit trap speaks, the runner says that a hook has failed. */
const LAST_LINES = 10;

/**
 * The variable for want of which a script has ended, from what was said last. A text of the script's own looks like any other
 * complaint: it counts only where `source`, the script itself, has `${NAME:?` or `${NAME?` in it.
 */
export function unsetVariable(said: readonly string[], source = ""): UnsetVariable | undefined {
	for (const [index, line] of [...said.entries()].slice(-LAST_LINES).reverse()) {
		const [, script = "", number, name = "", text = ""] = COMPLAINT.exec(line) ?? [];
		if (PLAIN.test(text)) return { name, script, line: Number(number) };
		if (name && new RegExp(`\\$\\{${name}:?\\?`).test(source)) return { name, script, line: Number(number), text };
		const [, key] = /^KeyError: '([A-Za-z_]\w*)'$/.exec(line) ?? [];
		if (key && said.slice(0, index).some((before) => /\benviron\b/.test(before))) return { name: key };
	}
	return undefined;
}

/** One sentence, which the known causes tell from others by its beginning. */
export function unsetText({ name, script, line, text }: UnsetVariable): string {
	const where = script && line ? ` (line ${line} of ${script.slice(script.lastIndexOf("/") + 1)})` : "";
	const what = text ? `: ${text}` : "";
	return /^[A-Z]/.test(name) || text
		? `It needs the variable ${name}, which is not set or empty${where}${what}`
		: `It reads the variable ${name}, which nothing has set${where}`;
}
