import { UserError } from "../errors.js";

const UNITS: Readonly<Record<string, number>> = {
	TiB: 2 ** 40,
	GiB: 2 ** 30,
	MiB: 2 ** 20,
	KiB: 2 ** 10,
	...{ TB: 1e12, GB: 1e9, MB: 1e6, KB: 1e3, T: 1e12, G: 1e9, M: 1e6, K: 1e3 },
	B: 1,
	"": 1,
};

/** Bytes of an absolute size such as `550MiB`, `1.5G` or `4096` (contract §9.6: `G` is decimal). Throws `disk-size`. */
export function parseAbsoluteSize(spec: unknown): number {
	if (typeof spec !== "string") {
		throw sizeError(`a size must be a text with a unit, not ${JSON.stringify(spec)}`, `Write it quoted: '${spec}B'.`);
	}
	const match = /^([\d.]*) ?([a-zA-Z0-9_]*)\n?$/.exec(westernDigits(spec));
	if (!match) throw sizeError(`Invalid size unit spec [${spec}]`, "Use a number and a unit: 550MiB, 4GiB.");
	const [, number = "", unit = ""] = match;
	const factor = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
	if (factor === undefined) throw sizeError(`unit_str [${unit}] not known`, knownUnits(number, unit));
	return Math.trunc((number === "" ? 1 : parseNumber(number, spec)) * factor);
}

/** Bytes of a partition's size; `N%` is relative to `free` bytes. */
export function parsePartitionSize(
	spec: unknown,
	free: number,
): { readonly relative: boolean; readonly bytes: number } {
	if (typeof spec === "string" && spec.endsWith("%")) {
		return { relative: true, bytes: Math.trunc((free * parseNumber(spec.slice(0, -1).trim(), spec)) / 100) };
	}
	if (spec === "") throw sizeError("a partition's size is empty", "Use a number and a unit: 550MiB, 40%.");
	return { relative: false, bytes: parseAbsoluteSize(spec) };
}

function knownUnits(number: string, unit: string): string {
	const [, letter] = /^([kmgt])i?b?$/i.exec(unit) ?? [];
	const known = `Known units: ${Object.keys(UNITS).filter(Boolean).join(" ")}`;
	return letter
		? `Write ${number}${letter.toUpperCase()}iB, or ${number}${letter.toUpperCase()} for powers of ten. ${known}`
		: known;
}

/** Digits of other scripts count, as they do for DIB. */
function westernDigits(text: string): string {
	return text.replaceAll(/\p{Nd}/gu, (digit) => {
		let zero = digit.codePointAt(0) as number;
		while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && (digit.codePointAt(0) as number) - zero < 9) zero -= 1;
		return String((digit.codePointAt(0) as number) - zero);
	});
}

function parseNumber(text: string, spec: string): number {
	const plain = text.replaceAll(/(?<=\d)_(?=\d)/g, "");
	if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(plain)) {
		throw sizeError(
			`"${text}" in the size ${JSON.stringify(spec)} is not a number`,
			"Use a number and a unit: 550MiB, 40%.",
		);
	}
	return Number(plain);
}

function sizeError(message: string, next: string): UserError {
	return new UserError({ code: "disk-size", message, next: [next] });
}
