import { join } from "node:path";
import { expect, test } from "vitest";
import { examinePreferences } from "../../../src/cli/doctor/examine-host.js";
import { preferenceProblems } from "../../../src/cli/doctor/preference-problems.js";
import { temporaryFolder, writeTree } from "../../support/elements.js";

const TEXT = `{
	"theme": "dark",
	"keys": {
		"undo": "ctrl+x",
		"zom": "Z"
	},
	"colours": { "dark": { "dim": "#444444",
		"ok": "gren" } }
}
`;

function home(text: string) {
	const root = temporaryFolder();
	writeTree(root, { "diskwright/preferences.json": text });
	return { env: { XDG_CONFIG_HOME: root }, file: join(root, "diskwright/preferences.json") };
}

test("every bad line is told with file, line and column, and what to write", () => {
	const { env, file } = home(TEXT);
	const problems = preferenceProblems(env);
	expect(problems.map(({ code, place }) => [code, place])).toEqual([
		["preferences-invalid", { file, line: 5, column: 3 }],
		["preferences-invalid", { file, line: 8, column: 3 }],
		["preferences-doubtful", { file, line: 7, column: 25 }],
	]);
	expect(problems.map(({ next }) => next.join())).toEqual([
		"Did you mean zoom?",
		"Did you mean green?",
		"Take a lighter one.",
	]);
});

test("values that cannot be are told likewise, in lists entry by entry", () => {
	const { env, file } = home(
		'{\n\t"theme": "pink",\n\t"wrapLogs": true,\n\t"elementsPaths": [\n\t\t"/a",\n\t\t7\n\t]\n}\n',
	);
	expect(preferenceProblems(env)).toMatchObject([
		{
			...{ code: "preferences-invalid", message: 'theme cannot be "pink"', place: { file, line: 2, column: 2 } },
			next: ["It must be one of auto, dark, light, ansi, mono."],
		},
		{
			...{ message: "elementsPaths cannot be 7", place: { file, line: 6, column: 3 } },
			next: ["It must be the path of a folder."],
		},
	]);
});

test("a file that is no JSON is named; none is not a problem", () => {
	const { env, file } = home("{ theme:");
	expect(preferenceProblems(env)).toMatchObject([{ code: "preferences-damaged", place: { file } }]);
	expect(preferenceProblems({ XDG_CONFIG_HOME: temporaryFolder() })).toEqual([]);
});

test("the doctor tells them, and who keeps no preferences nothing", async () => {
	const { env, file } = home(TEXT);
	expect(await examinePreferences(env)).toMatchObject([
		{ state: "warning", detail: `there is no action 'zom' (${file}:5)`, cure: "Did you mean zoom?" },
		{ state: "warning" },
		{ state: "warning" },
	]);
	expect(await examinePreferences(home('{"theme": "dark"}').env)).toMatchObject([{ state: "ok" }]);
	expect(await examinePreferences({ XDG_CONFIG_HOME: temporaryFolder() })).toEqual([]);
});
