import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonError } from "../../../src/core/lint/json-error.js";

test.each([
	["", 1, 1, "the JSON ends too early"],
	['{"a": 1,}', 1, 9, "this is no JSON: }"],
	['{\n  "a": 1\n  "b": 2\n}', 3, 3, 'this is no JSON: "b"'],
	["{'a': 1}", 1, 2, "this is no JSON: 'a'"],
	['{"a": nope}', 1, 7, "this is no JSON: nope"],
	['{"a": 01}', 1, 7, "this is no JSON: 01"],
	["[1, 2", 1, 6, "the JSON ends too early"],
	["[1] 2", 1, 5, "this is no JSON: 2"],
	['{"a"}', 1, 5, "this is no JSON: }"],
	['["a\nb"]', 1, 2, 'this is no JSON: "a'],
	["[1}", 1, 3, "this is no JSON: }"],
	["# comment\n{}", 1, 1, "this is no JSON: #"],
])("%j", (text, line, column, message) => {
	expect(jsonError(text)).toEqual({ line, column, message });
});

test("JSON has no mistake; whatever is none has one within the text", () => {
	fc.assert(
		fc.property(fc.json(), fc.nat(), fc.constantFrom(",", "}", '"', "x", "", " "), (json, position, piece) => {
			expect(jsonError(json)).toBeUndefined();
			const at = position % (json.length + 1);
			const broken = json.slice(0, at) + piece + json.slice(at + 1);
			let valid = true;
			try {
				JSON.parse(broken);
			} catch {
				valid = false;
			}
			const error = jsonError(broken);
			expect(error === undefined).toBe(valid);
			// Before the change nothing can be wrong yet, but for the beginning of the token that it is in.
			if (error) expect(error.column).toBeLessThanOrEqual(broken.length + 1);
		}),
		{ numRuns: 1000 },
	);
});

test("deep nesting needs no stack", () => {
	expect(jsonError("[".repeat(100_000))?.message).toBe("the JSON ends too early");
});
