import { expect, test } from "vitest";
import { deviceTrouble } from "../../src/write/device-trouble.js";

const moment = { path: "/dev/sdb", doing: "reading back", at: 2 ** 30, total: 2 ** 31 };
const told = (code: string, message: string) =>
	(deviceTrouble(Object.assign(new Error(message), { code }), moment, () => true) as Error).message;

test("a bad medium is told with the system's words and the place", () => {
	expect(told("EIO", "EIO: i/o error, read")).toBe(
		"/dev/sdb failed while reading back, 1.0G of 2.0G (byte 1073741824): i/o error (EIO)",
	);
});

test("a stick that claims more room than it has is told as such", () => {
	expect(told("ENOSPC", "ENOSPC: no space left on device, write")).toContain("ends before its size");
});

test("what was cancelled stays what it is", () => {
	const abort = new DOMException("aborted", "AbortError");
	expect(deviceTrouble(abort, moment, () => true)).toBe(abort);
});
