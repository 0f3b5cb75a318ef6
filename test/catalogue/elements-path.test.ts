import { expect, test } from "vitest";
import { elementsPath } from "../../src/catalogue/elements-path.js";
import { leaveOutBuiltIn, withoutBuiltIn } from "../../src/cli/build/own-elements.js";

test("the built-in elements come last, or not at all", () => {
	expect(elementsPath("/a:/b", "/ours")).toEqual(["/a", "/b", "/ours"]);
	expect(elementsPath("/a:/b", "/ours", [], true)).toEqual(["/a", "/b"]);
});

test.each([
	[{}, false],
	[{ DISKWRIGHT_NO_BUILTIN_ELEMENTS: "" }, false],
	[{ DISKWRIGHT_NO_BUILTIN_ELEMENTS: "0" }, false],
	[{ DISKWRIGHT_NO_BUILTIN_ELEMENTS: "1" }, true],
	[leaveOutBuiltIn({}), true],
])("%j leaves out the built-in elements: %j", (env, left) => {
	expect(withoutBuiltIn(env)).toBe(left);
});
