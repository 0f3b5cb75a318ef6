import { expect, test } from "vitest";
import { variableUses } from "../../../src/core/explore/shell-variables.js";

test.each([
	["echo $DIB_A", [{ name: "DIB_A", kind: "read" }]],
	[`x=\${DIB_A:-5}`, [{ name: "DIB_A", kind: "read", default: "5" }]],
	[`: \${DIB_A:="two words"}`, [{ name: "DIB_A", kind: "read", default: "two words" }]],
	[`x=\${DIB_A-'q'}`, [{ name: "DIB_A", kind: "read", default: "q" }]],
	[`x=\${DIB_A:-}`, [{ name: "DIB_A", kind: "read" }]],
	[`x=\${DIB_A:-$(uname -r)}`, [{ name: "DIB_A", kind: "read" }]],
	[
		`x=\${DIB_A:-\${DIB_B:-inner}}`,
		[
			{ name: "DIB_A", kind: "read", default: "inner" },
			{ name: "DIB_B", kind: "read", default: "inner" },
		],
	],
	[`x=\${DIB_A:-{a,b}}`, [{ name: "DIB_A", kind: "read", default: "{a,b}" }]],
	[`x=\${DIB_A:-unfinished`, [{ name: "DIB_A", kind: "read" }]],
	[`export DIB_A=\${DIB_A:-x}`, [{ name: "DIB_A", kind: "read", default: "x" }]],
	["export DIB_A=x", [{ name: "DIB_A", kind: "set", always: true }]],
	["  export DIB_A=x", [{ name: "DIB_A", kind: "set" }]],
	["[ -n y ] && DIB_A=x", [{ name: "DIB_A", kind: "set" }]],
	[
		"DIB_A=$DIB_B",
		[
			{ name: "DIB_A", kind: "set", always: true },
			{ name: "DIB_B", kind: "read" },
		],
	],
	["for DIB_A in 1 2; do", [{ name: "DIB_A", kind: "set" }]],
	["read -r DIB_A", [{ name: "DIB_A", kind: "set" }]],
	["if [[ -v DIB_A ]]; then", [{ name: "DIB_A", kind: "read" }]],
	["os.environ.get('DIB_A', 'py')", [{ name: "DIB_A", kind: "read", default: "py" }]],
	['os.environ["DIB_A"]', [{ name: "DIB_A", kind: "read" }]],
	[`os.getenv("DIB_A", "x")`, [{ name: "DIB_A", kind: "read", default: "x" }]],
	["# $DIB_A", []],
	["echo a # $DIB_A", []],
	["echo '# ' $DIB_A", [{ name: "DIB_A", kind: "read" }]],
	["echo $lower", []],
])("%s", (line, uses) => {
	expect(variableUses(line)).toEqual(uses.map((use) => ({ line: 1, ...use })));
});

test("lines count from 1", () => {
	expect(variableUses("\n\n$DIB_A\n")).toEqual([{ name: "DIB_A", kind: "read", line: 3 }]);
});
