import type { VariableMeta } from "../element/element.js";

type Typed = Pick<VariableMeta, "type" | "default" | "values">;

/** Why a text is not a value of the variable, in a few words; undefined when it is one. */
export function valueComplaint({ type, values = [] }: Typed, text: string): string | undefined {
	if (text === "") return undefined;
	switch (type) {
		case "boolean":
			return isBoolean(text) ? undefined : "must be yes or no (1, 0, true, false)";
		case "integer":
			return /^-?\d{1,15}$/.test(text) ? undefined : "must be a whole number";
		case "enum":
			return values.includes(text) ? undefined : `must be one of: ${values.join(", ")}`;
		case "path":
			return /^\s|\s$/.test(text) ? "must not begin or end with a blank" : undefined;
		case "url":
			return urlComplaint(text);
		case "list":
		case "string":
			return undefined;
	}
}

/** Whether hooks take a value for yes: they test for emptiness, for 0, or for words. */
export function isYes(text: string | undefined): boolean {
	return text !== undefined && !/^(0|false|no|off|)$/i.test(text);
}

/**
 * The value that is the opposite of the present one, in the words of the default. A variable without a default is only
 * empty or not for most hooks: its "no" is undefined, which means unset.
 */
export function toggled({ default: usual = "" }: Typed, present: string | undefined): string | undefined {
	const words = WORDS.find((pair) => pair.includes(usual.toLowerCase()));
	const opposite = isYes(present ?? usual) ? words?.[1] : (words?.[0] ?? "1");
	return opposite !== undefined && /^[A-Z]/.test(usual)
		? `${opposite[0]?.toUpperCase()}${opposite.slice(1)}`
		: opposite;
}

/** The value after or before the present one; after the last comes the first. */
export function cycled({ values = [], default: usual }: Typed, present: string | undefined, by: 1 | -1): string {
	const at = values.indexOf(present ?? usual ?? "");
	const next = at < 0 ? (by === 1 ? 0 : values.length - 1) : (at + by + values.length) % values.length;
	return values[next] ?? "";
}

const WORDS: readonly (readonly [string, string])[] = [
	["1", "0"],
	["true", "false"],
	["yes", "no"],
	["on", "off"],
];

const isBoolean = (text: string) => WORDS.flat().includes(text.toLowerCase());

function urlComplaint(text: string): string | undefined {
	try {
		const { protocol, hostname } = new URL(text);
		if (protocol === "file:" || (/^(https?|ftp|socks5h?):$/.test(protocol) && hostname)) return undefined;
	} catch {
		// No URL at all.
	}
	return "must be an address like https://example.org/path";
}
