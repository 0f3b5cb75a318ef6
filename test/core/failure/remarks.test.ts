import { describe, expect, test } from "vitest";
import { matchCauses } from "../../../src/core/failure/match-causes.js";

const causes = (lines: string[], exitCode = 1) =>
	matchCauses({ lines, message: `the hook 50-x failed with status ${exitCode}`, exitCode }).map(({ id }) => id);
const MISSING = "cp: cannot stat '/opt/app.conf': No such file or directory";

describe("a remark before the failing line is not its cause", () => {
	test.each([
		"sudo: unable to resolve host vm: Name or service not known",
		"sudo: unable to resolve host vm: Temporary failure in name resolution",
		"sudo: setrlimit(RLIMIT_CORE): Operation not permitted",
		"W: Failed to fetch http://m.example/dists/x/InRelease  Temporary failure resolving 'm.example'",
		"W: GPG error: http://m.example x InRelease: The following signatures couldn't be verified: NO_PUBKEY 76BFF7085B130695",
		"W: Download is performed unsandboxed as root, file '/x' couldn't be accessed by user '_apt'. (13: Permission denied)",
		"dpkg: warning: unable to delete old directory '/x': Permission denied",
		"update-alternatives: warning: skip creation of /x: Read-only file system",
		"/usr/bin/foo: line 3: warning: setlocale: LC_ALL: cannot change locale (C): No such file or directory",
		"perl: warning: No space left on device",
		"debconf: unable to initialize frontend: Permission denied",
		"+ grep -q 'Temporary failure resolving' log",
		"++ echo 'No space left on device'",
		"E: Can not write log (Is /dev/pts mounted?) - posix_openpt (2: No such file or directory)",
	])("%s", (remark) => {
		expect(causes([remark, "some progress", MISSING])).toEqual([]);
		expect(causes(["some progress", remark, "more progress"])).toEqual([]);
	});

	test("a symptom after which something else was complained of", () => {
		expect(causes(["find: '/proc/1': Permission denied", "done", MISSING])).toEqual([]);
		expect(causes(["./x: line 3: foo: command not found", "done", MISSING], 127)).toEqual([]);
	});
});

describe("what explains the failing line is its cause", () => {
	test.each([
		[
			"name-resolution-failed",
			"curl: (6) Could not resolve host: m.example",
			"tar: x.tar: Cannot open: No such file or directory",
		],
		[
			"name-resolution-failed",
			"W: Failed to fetch http://m.example/x  Temporary failure resolving 'm.example'",
			"E: Some index files failed to download.",
		],
		[
			"signing-key-missing",
			"W: GPG error: http://m.example x: NO_PUBKEY 76BFF7085B130695",
			"E: The repository 'x' is not signed.",
		],
		["checksum-mismatch", "x: FAILED", "sha256sum: WARNING: 1 computed checksum did NOT match"],
		["permission-denied", "making x", "cp: cannot create regular file '/x/y': Permission denied "],
	])("%s: %s", (id, before, last) => {
		expect(causes([before, last.trimEnd()])[0]).toBe(id);
	});

	test("what the engine found out counts whatever was said", () => {
		const found = ["/var/tmp/x is full (100 MiB, on disk). Set TMPDIR to a folder on a larger disk."];
		expect(matchCauses({ lines: [MISSING], found, message: "failed", exitCode: 1 })[0]?.id).toBe("disk-full");
	});
});
