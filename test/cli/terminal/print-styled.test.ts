import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { styledText, textSettings } from "../../../src/cli/commands/explore/views.js";

const lines = [
	[
		{ text: "a ", style: "plain" },
		{ text: "b", style: "code" },
	],
	[],
] as const;

test("styles become SGR codes only where colours are wanted", () => {
	expect(styledText(lines, true)).toBe("a \u001b[36mb\u001b[0m\n\n");
	expect(styledText(lines, false)).toBe("a b\n\n");
});

test.each([
	[{}, {}, { width: 80, colour: false }],
	[{ isTTY: true, columns: 60 }, {}, { width: 60, colour: true }],
	[{ isTTY: true, columns: 300 }, {}, { width: 100, colour: true }],
	[{ isTTY: true, columns: 60 }, { NO_COLOR: "1" }, { width: 60, colour: false }],
	[{ isTTY: true, columns: 60 }, { TERM: "dumb" }, { width: 60, colour: false }],
])("stream %j with %j", (stream, env, settings) => {
	expect(textSettings(Object.assign(new PassThrough(), stream), env)).toEqual(settings);
});
