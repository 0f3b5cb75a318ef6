import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { assertAptKeys } from "../../../src/host/check-apt-keys.js";
import { canChroot, hookRoot } from "../hook-root.js";

const block = (body: string) =>
	`-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${body}\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n`;
const HOOK = "dpkg/root.d/09-apt-keyring";
const ENV = { DIB_ADD_APT_KEYS: "/keys", TARGET_ROOT: "/tree" };

describe.skipIf(!canChroot)("keys for apt are named by what they hold", () => {
	it("armoured ones .asc, binary ones .gpg, each key a file, readable by all, whatever they were called", () => {
		const root = hookRoot();
		root.write("keys/armoured.gpg", block("AAAA"));
		root.write("keys/two.key", `comment\n${block("BBBB")}${block("CCCC")}`);
		root.write("keys/windows.asc", block("DDDD").replaceAll("\n", " \r\n"));
		root.write("keys/my key (1).pub", block("EEEE"));
		root.write("keys/sub/armoured.asc", block("FFFF"));
		writeFileSync(join(root.folder, "keys/binary.asc"), Buffer.from([0x99, 1, 2]));
		symlinkSync("binary.asc", join(root.folder, "keys/link.gpg"));
		chmodSync(join(root.folder, "keys/armoured.gpg"), 0o600);
		expect(root.run(HOOK, ENV)).toMatchObject({ status: 0 });
		const made = root.shell("cd /tree/etc/apt/trusted.gpg.d && ls").output.trim().split("\n");
		expect(made.sort()).toEqual(
			[
				"armoured-2.asc",
				"armoured.asc",
				"binary.gpg",
				"link.gpg",
				"my_key__1_.asc",
				"two-2.asc",
				"two.asc",
				"windows.asc",
			].sort(),
		);
		const at = (name: string) => `tree/etc/apt/trusted.gpg.d/${name}`;
		expect(root.read(at("windows.asc"))).toBe(block("DDDD"));
		expect([root.read(at("two.asc")), root.read(at("two-2.asc"))]).toEqual([block("BBBB"), block("CCCC")]);
		for (const name of made) expect(statSync(join(root.folder, at(name))).mode & 0o777, name).toBe(0o644);
	});

	it("refuses what is not a public key, by its name", () => {
		const root = hookRoot();
		root.write("keys/README", "hello\n");
		const { status, output } = root.run(HOOK, ENV);
		expect(status).toBe(1);
		expect(output).toContain("/keys/README is no public key");
	});
});

describe("keys for apt are looked at before the build", () => {
	const folder = () => {
		const made = mkdtempSync(join(tmpdir(), "apt-keys-"));
		onTestFinished(() => rmSync(made, { recursive: true }));
		return made;
	};

	it("armoured, binary and linked ones pass, a single file too", () => {
		const keys = folder();
		mkdirSync(join(keys, "sub"));
		writeFileSync(join(keys, "sub/a"), `x\n${block("A")}`);
		writeFileSync(join(keys, "b"), Buffer.from([0xc6, 1]));
		symlinkSync("b", join(keys, "c"));
		expect(() => assertAptKeys(keys)).not.toThrow();
		expect(() => assertAptKeys(join(keys, "b"))).not.toThrow();
	});

	it.each([
		["a text", "hello"],
		["an empty file", ""],
		["a private key", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n"],
	])("%s is refused by its name", (_, text) => {
		const keys = folder();
		writeFileSync(join(keys, "wrong.gpg"), text);
		expect(() => assertAptKeys(keys)).toThrow(`${keys}/wrong.gpg`);
	});

	it("a folder that does not exist is refused", () => {
		expect(() => assertAptKeys("/nonexistent")).toThrow("does not exist");
	});
});
