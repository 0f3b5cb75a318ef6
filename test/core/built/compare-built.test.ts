import { describe, expect, test } from "vitest";
import { type BuiltRecord, builtRecordText, parseBuiltRecord } from "../../../src/core/built/built-record.js";
import { type BuiltNow, whyBuildAgain } from "../../../src/core/built/compare-built.js";

const OUTPUT = { path: "/work/image.raw", bytes: 5, mtime: "7", inode: "9", sha256: "aa" };
const RECORD: BuiltRecord = {
	...{ version: 2, made: 1_000_000, until: 2_000_000, files: {}, callersFolders: [] },
	inputs: [{ name: "environment WORD", value: "one" }],
	host: [{ name: "host file /etc/x", value: "1" }],
	packages: [
		[
			{ name: "index of http://m/debian bookworm main amd64", value: "aa" },
			{ name: "package openssl", value: "3.0.15-1 0.aa" },
		],
	],
	outputs: [OUTPUT],
};
const NOW: BuiltNow = {
	...{ inputs: RECORD.inputs, host: RECORD.host, packages: RECORD.packages, outputs: RECORD.outputs },
	now: 1_500_000,
};
const [INDEX] = RECORD.packages[0] ?? [];
const changed = (change: Partial<typeof OUTPUT>) => ({ outputs: [{ ...OUTPUT, ...change }] });

describe("a build has nothing to do", () => {
	test("while all that an earlier one was made from is as it was and its outputs stand", () => {
		expect(whyBuildAgain(RECORD, NOW, false)).toBeUndefined();
		expect(whyBuildAgain(RECORD, NOW, true)).toBeUndefined();
	});

	test.each<[string, Partial<BuiltNow>, string, Partial<BuiltRecord>?]>([
		["another input", { inputs: [{ name: "environment WORD", value: "two" }] }, "environment WORD: one → two"],
		[
			"one more input",
			{ inputs: [...RECORD.inputs, { name: "environment X", value: "" }] },
			"environment X is new: nothing",
		],
		["an input less", { inputs: [] }, "environment WORD is gone, it was one"],
		["a file of the host", { host: [{ name: "host file /etc/x", value: "gone" }] }, "host file /etc/x: 1 → gone"],
		[
			"another version of a package",
			{ packages: [[...(INDEX ? [INDEX] : []), { name: "package openssl", value: "3.0.16-1 0.bb" }]] },
			"openssl 3.0.15-1 → 3.0.16-1",
		],
		["an output that is gone", { outputs: [] }, "/work/image.raw is not there any more"],
		["an output of another size", changed({ bytes: 6 }), "/work/image.raw is not as the build has left it"],
		["an output that was written to", changed({ mtime: "8" }), "/work/image.raw is not as the build has left it"],
		["an output that was replaced", changed({ inode: "8" }), "/work/image.raw is not as the build has left it"],
		["a record that is too old", { now: 2_000_001 }, "what it has fetched from the network is too old by now"],
		["a clock that was set back", { now: 900_000 }, "the clock was set back since it was built"],
		[
			"what was not seen",
			{},
			"not all is known of what the last build has read: root/10-a: x",
			{ unknown: "root/10-a: x" },
		],
	])("but for %s", (_, now, why, record = {}) => {
		expect(whyBuildAgain({ ...RECORD, ...record }, { ...NOW, ...now }, false)).toBe(why);
	});

	test("but, where outputs are read in full, for another content, and for one that is not known", () => {
		expect(whyBuildAgain(RECORD, { ...NOW, ...changed({ sha256: "bb" }) }, true)).toMatch(/does not hold/);
		const { sha256: _, ...unread } = OUTPUT;
		expect(whyBuildAgain({ ...RECORD, outputs: [unread] }, NOW, true)).toMatch(/too large for a digest/);
	});
});

test("a record comes back as it was written; a damaged one, or one of another form, is none", () => {
	const { version: _, ...record } = RECORD;
	const text = builtRecordText(record);
	expect(parseBuiltRecord(text)).toEqual(RECORD);
	expect(parseBuiltRecord(text.slice(0, -5))).toBeUndefined();
	expect(parseBuiltRecord(text.replace('"version":2', '"version":1'))).toBeUndefined();
});
