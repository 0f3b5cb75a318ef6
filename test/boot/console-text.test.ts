import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConsoleText, isFromKernel } from "../../src/boot/console-text.js";

const read = (pieces: readonly string[]) => {
	const text = new ConsoleText();
	return pieces.map((piece) => text.push(piece).text).join("");
};

describe("ConsoleText", () => {
	it.each([
		["plain lines", "one\r\ntwo\r\n", "one\ntwo\n"],
		["colours", "\x1b[1;32mok\x1b[0m\n", "ok\n"],
		["menus that place the cursor", "\x1b[3;1HDebian\x1b[4;1HAdvanced", "\nDebian\nAdvanced"],
		["lines written over", "5s\r4s\r", "5s\n4s\n"],
		["control characters", "a\x07b\x00c", "abc"],
	])("cleans %s", (_name, raw, clean) => {
		expect(read([raw])).toBe(clean);
	});

	it("ends a line once where the pipe cuts its end in two", () => {
		expect(read(["one\r", "\ntwo\r", "", "\r\nthree\r", "four"])).toBe("one\ntwo\nthree\nfour");
	});

	it("gives the same lines however the pipe cuts the text", () => {
		const raw = "GRUB\x1b[2J\x1b[1;1H\x1b[0;30;47mDebian\x1b[0m\r\n[    0.000000] Linux\r\nhost login: ";
		fc.assert(
			fc.property(fc.array(fc.nat(raw.length), { maxLength: 8 }), (cuts) => {
				const at = [0, ...cuts.toSorted((a, b) => a - b), raw.length];
				const pieces = at.slice(1).map((end, index) => raw.slice(at[index], end));
				const lines = (text: string) => text.split("\n").filter((line) => line !== "");
				expect(lines(read(pieces))).toEqual(lines(read([raw])));
			}),
		);
	});

	it("shows a prompt that grows byte by byte", () => {
		const text = new ConsoleText();
		const seen = [..."login: "].map((byte) => text.push(byte).lines.at(-1));
		expect(seen.at(-1)).toBe("login: ");
		expect(text.unfinished).toBe("login: ");
	});
});

describe("isFromKernel", () => {
	it.each([
		["[    0.000000] Linux version 6.1.0", true],
		["[   12.345678] EXT4-fs mounted", true],
		["[  OK  ] Started ssh.service", true],
		["SeaBIOS (version 1.16)", false],
		["GRUB loading.", false],
		["Loading Linux 6.1.0-28-amd64 ...", false],
		["BdsDxe: starting Boot0001", false],
	])("%s: %s", (line, expected) => {
		expect(isFromKernel(line)).toBe(expected);
	});
});
