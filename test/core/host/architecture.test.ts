import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ARCHITECTURES, binfmtRegistration, emulatorName, runsNatively } from "../../../src/core/host/architecture.js";

describe("the registration of an emulator", () => {
	it("is the line that everybody uses for arm64", () => {
		const magic = "7f 45 4c 46 02 01 01 00 00 00 00 00 00 00 00 00 02 00 b7 00";
		const mask = "ff ff ff ff ff ff ff 00 ff ff ff ff ff ff ff ff fe ff ff ff";
		const escaped = (bytes: string) => bytes.replaceAll(/(^| )/g, "\\x");
		expect(binfmtRegistration("aarch64", "/usr/bin/qemu-aarch64-static")).toBe(
			`:qemu-aarch64:M::${escaped(magic)}:${escaped(mask)}:/usr/bin/qemu-aarch64-static:POCF`,
		);
	});

	it.each(ARCHITECTURES)("takes programs of %s, fixed or movable, of any system, and nothing else", (architecture) => {
		const taken = ARCHITECTURES.filter((other) =>
			[2, 3].some((type) => matches(binfmtRegistration(architecture, "/q"), header(other, type))),
		);
		expect(taken).toEqual([architecture]);
		expect(matches(binfmtRegistration(architecture, "/q"), header(architecture, 1))).toBe(false);
		expect(matches(binfmtRegistration(architecture, "/q"), header(architecture, 3, 3))).toBe(true);
	});

	it.each(["arm64", "armhf", "riscv64"])("of %s agrees with what Debian's package would register", (architecture) => {
		const file = `/usr/lib/binfmt.d/${emulatorName(architecture)}.conf`;
		const theirs = readFileSync(file, "latin1").split(":").slice(1, 6);
		expect(binfmtRegistration(architecture, "/q").split(":").slice(1, 6)).toEqual(theirs);
	});
});

it.each([
	["amd64", "x86_64", true],
	["i386", "amd64", true],
	["amd64", "i386", false],
	["armhf", "arm64", false],
	["arm64", "amd64", false],
])("%s programs on %s: %s", (architecture, host, native) => {
	expect(runsNatively(architecture, host)).toBe(native);
});

/** The first 20 bytes of an ELF file: its kind is taken out of the real line of another architecture's registration. */
function header(architecture: string, type: number, abi = 0): Buffer {
	const bytes = unescaped(binfmtRegistration(architecture, "/q").split(":")[4] as string);
	bytes[7] = abi;
	const bigEndian = bytes[5] === 2;
	bytes[bigEndian ? 17 : 16] = type;
	return bytes;
}

function matches(registration: string, bytes: Buffer): boolean {
	const [, , , , magic = "", mask = ""] = registration.split(":");
	const masks = unescaped(mask);
	return unescaped(magic).every((byte, index) => ((byte ^ (bytes[index] as number)) & (masks[index] as number)) === 0);
}

const unescaped = (text: string) => Buffer.from(text.replaceAll("\\x", ""), "hex");
