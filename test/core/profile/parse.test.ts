import { describe, expect, test } from "vitest";
import { UserError } from "../../../src/core/errors.js";
import { parseDuration, parseOnFailure, parseSize } from "../../../src/core/planning/quantities.js";
import { migrate } from "../../../src/core/profile/migrate.js";
import { parseProfile } from "../../../src/core/profile/parse.js";

function error(text: string): UserError {
	try {
		parseProfile(text, "p.yaml");
	} catch (thrown) {
		if (thrown instanceof UserError) return thrown;
		throw thrown;
	}
	throw new Error("no error");
}

describe("parseProfile", () => {
	test("reads every key", () => {
		const { profile, placeOf } = parseProfile(FULL, "p.yaml");
		expect(profile.variables?.TOKEN).toEqual({ "from-env": "MY_TOKEN" });
		expect(profile.disk?.size).toBe("4GiB");
		expect(placeOf(["disk", "size"])).toEqual({ file: "p.yaml", line: 17, column: 9 });
		expect(placeOf(["disk", "nothing"]).line).toBe(17);
	});

	test.each([
		["version: 1\nelments: [vm]\n", 2, 1, "Unknown key 'elments'", "Did you mean elements?"],
		["version: 1\ndisk:\n  sise: 4GiB\n", 3, 3, "Unknown key 'sise' in 'disk'", "Did you mean size?"],
		["version: 1\ndisk: {size: 4XB}\n", 2, 14, "'disk.size': '4XB' is not a size", "docs/profiles.md"],
		["version: 1\ndisk: {size: 0GiB}\n", 2, 14, "too small", ""],
		["version: 1\ndisk: {size: 9999TiB}\n", 2, 14, "too large", ""],
		["version: 1\ndisk:\n  layout: mrb\n", 3, 11, "layout", ""],
		["version: 1\ndisk:\n  layout: {fille: x}\n", 3, 12, "Unknown key 'fille'", "Did you mean file?"],
		["version: 1\nvariables: {A: 5}\n", 2, 16, 'write "5" with quotes', ""],
		["version: 1\nvariables:\n  A: {from-emv: X}\n", 3, 7, "from-emv", "Did you mean from-env"],
		["version: 1\nvariables: {'A B': x}\n", 2, 13, "A B", ""],
		["version: 1\nelements: vm\n", 2, 11, "must be a list", ""],
		["version: 1\nelements: [1]\n", 2, 12, "must be a text", ""],
		["version: 1\noutputs: [{format: floppy}]\n", 2, 20, "'floppy' is not one of qcow2, raw", ""],
		["version: 1\noutputs: []\n", 2, 10, "at least one output", ""],
		["version: 1\non-failure: explode\n", 2, 13, "stop, hold or hold=2h", ""],
		["version: 2\n", 1, 10, "format version 2", "Update diskwright."],
		["version: one\n", 1, 10, "'one' is not a version", ""],
		["elements: [vm]\n", 1, 1, "does not say", "version: 1"],
		["- a\n", 1, 1, "map of keys", ""],
		["", 1, 1, "map of keys", ""],
		["version: 1\nelements: [vm\n", 3, 1, "not valid YAML", ""],
		["version: 1\nversion: 1\n", 2, 1, "not valid YAML", ""],
	])("%j", (text, line, column, message, next) => {
		const { place, message: said, next: steps } = error(text);
		expect(said).toContain(message);
		expect(steps.join("\n")).toContain(next);
		expect(place).toEqual({ file: "p.yaml", line, column });
	});

	test("migrations lift step by step", () => {
		const steps = new Map([[1, (data: object) => ({ ...data, added: true })]]);
		expect(migrate({ version: 1, a: 1 }, () => ({ file: "p" }), steps)).toEqual({ version: 2, a: 1, added: true });
	});
});

test.each([
	["4GiB", 4 * 2 ** 30],
	["1.5 GiB", 1.5 * 2 ** 30],
	["512MiB", 2 ** 29],
	["2GB", 2e9],
	["64TiB", 2 ** 46],
])("parseSize %s", (text, bytes) => expect(parseSize(text)).toBe(bytes));
test.each(["4", "4g", "GiB", "-1GiB", "1e3GiB", "0GiB", "65TiB", "1KiB", "4 Gi B"])("parseSize %j is refused", (text) =>
	expect(() => parseSize(text)).toThrow(UserError),
);
test.each([
	["90s", 90],
	["30m", 1800],
	["2h", 7200],
	["1d", 86_400],
])("parseDuration %s", (text, seconds) => expect(parseDuration(text)).toBe(seconds));
test.each(["0s", "5", "1w", "-1h", ""])("parseDuration %j is refused", (text) =>
	expect(() => parseDuration(text)).toThrow(UserError),
);
test.each([
	["stop", { mode: "stop" }],
	["hold", { mode: "hold" }],
	["hold=2h", { mode: "hold", holdSeconds: 7200 }],
])("parseOnFailure %s", (text, value) => expect(parseOnFailure(text)).toEqual(value));
test.each(["stop=1h", "hold=", "hold=x", "", "go"])("parseOnFailure %j is refused", (text) =>
	expect(() => parseOnFailure(text)).toThrow(UserError),
);

const FULL = `version: 1
name: web
title: A web server
extends: debian-vm
distribution: debian
release: trixie
architecture: amd64
elements: [vm, debian-minimal]
skip-base: false
packages: [nginx]
variables:
  DIB_X: "y"
  TOKEN: {from-env: MY_TOKEN}
  KEY: {from-file: key.txt}
mirrors: {debian: "http://m", debian-security: "http://s", proxy: "http://p", apt-sources: sources.list}
disk:
  size: 4GiB
  layout: efi
  file-system: ext4
  root-label: root
  mkfs-options: -m 1
  journal-size: 16MiB
outputs:
  - {format: qcow2, compression: zstd}
  - {format: raw}
image-name: web
checksum: sha256
offline: false
user: {name: me, ssh-key: ~/.ssh/id.pub, password-hash: {from-env: HASH}}
boot-test: {until: "login: ", timeout: 5m}
on-failure: hold=2h
task-timeout: 30m
keep-older: all
`;
