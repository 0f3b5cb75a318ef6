import { expect, test } from "vitest";
import { sandboxRefused } from "../../../src/cli/build/sandbox-refused.js";

test.each([
	["unshare: unshare failed: Operation not permitted", "Operation not permitted", "--privileged"],
	["unshare: mount /proc failed: Operation not permitted", "Operation not permitted", "--privileged"],
	["unshare: unshare failed: No space left on device", "No space left", "user.max_mnt_namespaces"],
])("%s: said with what helps, as something that the host lacks", (said, why, helps) => {
	const error = sandboxRefused(`something else\n${said}\n`);
	expect(error?.exitCode).toBe(3);
	expect(error?.message).toContain(why);
	expect(error?.next.join("\n")).toContain(helps);
});

test("what others say is not taken for it", () => {
	expect(sandboxRefused("sudo: a password is required")).toBeUndefined();
});
