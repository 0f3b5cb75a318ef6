import { expect, test } from "vitest";
import { curesFor } from "../../../src/core/failure/cure-words.js";
import { foundWords, matchCauses } from "../../../src/core/failure/match-causes.js";
import { unsetText, unsetVariable } from "../../../src/core/failure/unset-variable.js";

const BASH = "/tmp/in_target.d/install.d/50-x";

test.each([
	["bash", [`${BASH}: line 3: DIB_X: unbound variable`], "", "DIB_X", "(line 3 of 50-x)"],
	["bash, no text", [`${BASH}: line 4: TOKEN: parameter null or not set`], "", "TOKEN", "(line 4 of 50-x)"],
	[
		"a text of the script",
		[`${BASH}: line 9: MY_URL: where is it?`],
		': "${MY_URL:?where is it?}"',
		"MY_URL",
		"50-x): where is it?",
	],
	[
		"the text, from a snippet",
		["x/environment.d/10-a: line 1: A: say A", "a note of a trap"],
		"${A?say A}",
		"A",
		"say A",
	],
	["dash", [`${BASH}: 2: DIB_X: parameter not set`], "", "DIB_X", "(line 2 of 50-x)"],
	["python", ["    x = os.environ['DIB_X']", "KeyError: 'DIB_X'"], "", "DIB_X", "which is not set"],
])("%s: the variable and the line are named", (_, lines, source, name, place) => {
	const unset = unsetVariable(lines, source);
	expect(unset?.name).toBe(name);
	const text = unset ? unsetText(unset) : "";
	expect(text).toContain(place);
	const failure = { lines, message: "the hook 50-x failed with status 1", found: [text], exitCode: 1 };
	const [cause] = matchCauses(failure);
	expect(cause?.id).toBe("variable-missing");
	const cures =
		cause && curesFor(cause, { program: "disk-image-create", sized: false, found: foundWords(cause, failure) });
	expect(cures?.[0]).toBe(`Set it: ${name}=VALUE disk-image-create …`);
});

test("a variable of the script's own is a mistake in it", () => {
	const lines = [`${BASH}: line 3: count: unbound variable`];
	const unset = unsetVariable(lines);
	expect(unset && unsetText(unset)).toBe("It reads the variable count, which nothing has set (line 3 of 50-x)");
	const failure = { lines, found: unset ? [unsetText(unset)] : [], message: "", exitCode: 1 };
	const [cause] = matchCauses(failure);
	expect(cause?.id).toBe("variable-unbound");
	expect(cause && curesFor(cause, { program: "diskwright", sized: false, found: foundWords(cause, failure) })[0]).toBe(
		"Give it a default in the script: ${count:-}",
	);
});

test.each([
	[`${BASH}: line 3: nginx: command not found`],
	[`${BASH}: line 3: cd: /nowhere: No such file or directory`],
	["KeyError: 'name'"],
	["make: *** [Makefile:3: all] Error 2"],
])("%s is no variable", (line) => {
	expect(unsetVariable([line], "${OTHER:?x}")).toBeUndefined();
});
