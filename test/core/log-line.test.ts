import { describe, expect, test } from "vitest";
import { lineKind } from "../../src/core/log-line.js";

describe("the kind of a line", () => {
	test.each([
		["Setting up libgpg-error0 (1.46-1) ...", "plain"],
		["0 errors, 2 warnings", "plain"],
		["+ echo 'error: not one'", "trace"],
		["++ cat /nowhere", "trace"],
		["W: Possible missing firmware /lib/firmware/x.bin", "warning"],
		["foo.c:12:3: warning: unused variable", "warning"],
		["E: Unable to locate package nothing", "error"],
		["error: short and plain", "error"],
		["dpkg: error processing package grub-pc (--configure):", "error"],
		["/tmp/hook: line 3: nothing: command not found", "error"],
		["cp: cannot stat '/x': No such file or directory", "error"],
		["Traceback (most recent call last):", "error"],
	] as const)("%s: %s", (line, kind) => {
		expect(lineKind(line)).toBe(kind);
	});
});
