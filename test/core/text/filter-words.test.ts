import { describe, expect, test } from "vitest";
import { matchesFilter } from "../../../src/core/text/filter-words.js";

describe("filters", () => {
	test.each([
		["Web Server", "web", true],
		["Web Server", "SERVER web", true],
		["Web Server", "web mail", false],
		["Web Server", "!web", false],
		["Web Server", "!mail", true],
		["Web Server", "! ", true],
		["Web Server", "", true],
	])("%s with %s: %s", (text, filter, expected) => expect(matchesFilter(text, filter)).toBe(expected));
});
