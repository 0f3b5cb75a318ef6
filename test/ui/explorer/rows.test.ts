import { describe, expect, test } from "vitest";
import { dependantsOf } from "../../../src/core/explore/dependants.js";
import { dependantTree, dependencyTree } from "../../../src/core/explore/dependency-tree.js";
import { exclusionsOf } from "../../../src/core/explore/exclusions.js";
import { whatIf } from "../../../src/core/explore/what-if.js";
import { aboutRows, nameRows } from "../../../src/ui/explorer/about-rows.js";
import { cursorOf, firstRow, previewOf } from "../../../src/ui/explorer/cursor.js";
import { exclusionRows } from "../../../src/ui/explorer/exclusion-rows.js";
import { findingRows } from "../../../src/ui/explorer/finding-rows.js";
import { hookRows } from "../../../src/ui/explorer/hook-rows.js";
import { hitPositions, hitsIn, neighbourHit } from "../../../src/ui/explorer/search-rows.js";
import { dependantRows, dependencyRows } from "../../../src/ui/explorer/tree-rows.js";
import { variableRows } from "../../../src/ui/explorer/variable-rows.js";
import { fileRows, piece, row, type ViewRow } from "../../../src/ui/explorer/view-row.js";
import { whyRows } from "../../../src/ui/explorer/why-rows.js";
import { fakeCatalogue, hooks, summariesOf } from "../../support/fake-catalogue.js";

const CATALOGUE = fakeCatalogue({
	base: { deps: ["pkg-map"], title: "Base" },
	"pkg-map": { title: "Names" },
	vm: {
		title: "Disk",
		deps: ["block-device", "lost"],
		dirs: { ...hooks("install", "10-vm"), "root.d": { "bad.name": { kind: "exec" } } },
	},
	mbr: { title: "MBR", provides: ["block-device"], deps: ["pkg-map"] },
	gpt: { title: "GPT", provides: ["block-device"] },
});
const text = (rows: readonly ViewRow[]) => rows.map(({ line }) => line.map((one) => one.text).join(""));
const open = () => false;

describe("trees", () => {
	test("what is missing and what is provided is said, every other name leads on", () => {
		const rows = dependencyRows(dependencyTree("vm", CATALOGUE), open);
		expect(text(rows)).toEqual([
			"vm",
			"├─ block-device  provided by gpt, mbr",
			"└─ lost  ✖ nothing has or provides this name",
		]);
		expect(rows.map(({ target }) => target)).toEqual([
			undefined,
			{ to: "element", name: "block-device" },
			{ to: "element", name: "lost" },
		]);
	});

	test("a folded branch says how much is below it", () => {
		const rows = dependencyRows(dependencyTree("base", CATALOGUE), (path) => path === "base");
		expect(text(rows)).toEqual(["▸ base  1 below"]);
		expect(rows[0]?.branch).toEqual({ path: "base", folded: true });
	});

	test("who needs it, by its name and by names it provides", () => {
		const rows = dependantRows(
			dependantTree("mbr", CATALOGUE),
			[dependantTree("block-device", CATALOGUE)],
			dependantsOf("mbr", CATALOGUE),
			open,
		);
		expect(text(rows)).toEqual([
			"No element depends on mbr by its name.",
			"",
			"as block-device",
			"block-device  provided by gpt, mbr",
			"└─ vm",
		]);
		expect(text(dependencyRows(dependencyTree("gpt", CATALOGUE), open))).toEqual(["gpt depends on nothing."]);
	});
});

test("why everything is in an image of it", () => {
	const rows = whyRows("mbr", whatIf(["mbr"], CATALOGUE, "amd64"));
	expect(text(rows)).toEqual([
		"In an image of mbr  3 elements",
		"· base     added by a rule",
		"· mbr      asked for",
		expect.stringMatching(/^· pkg-map {2}(base|mbr) → pkg-map$/),
	]);
	expect(rows[2]?.reason).toEqual(["mbr is asked for"]);
});

test("what it excludes and conflicts with", () => {
	expect(text(exclusionRows("mbr", exclusionsOf("mbr", CATALOGUE), 80)).join("\n")).toMatch(
		/^Stands in for\n◇ block-device {2}stands in for this name, needed by vm\n\nConflicts\n✖ gpt {2}cannot be asked for together\n {4}.*block-device/,
	);
	expect(text(exclusionRows("base", exclusionsOf("base", CATALOGUE), 80))).toEqual([
		"base excludes nothing and nothing excludes it.",
	]);
});

test("hooks in run order with what does not run, each leads to its text", () => {
	const rows = hookRows(CATALOGUE.elements.get("vm")!);
	expect(text(rows)).toEqual([
		"root.d  on this host",
		expect.stringMatching(/^ {2}bad.name {2}does not run: /),
		"install.d  in the image",
		"  10-vm",
	]);
	expect(rows[3]?.target).toEqual({ to: "file", file: { path: "install.d/10-vm" } });
});

test("variables say type, default, secrecy and where they come from", () => {
	const element = CATALOGUE.elements.get("vm")!;
	const common = { secret: false, settable: true, mined: false, uses: [] };
	const rows = variableRows(
		element,
		[
			{
				...common,
				name: "DIB_A",
				type: "enum",
				values: ["x", "y"],
				default: "x",
				meaning: "A thing",
				place: { file: "/e/vm/element.yaml", line: 4 },
			},
			{
				...common,
				name: "DIB_B",
				type: "string",
				secret: true,
				mined: true,
				settable: false,
				place: { file: "/elsewhere/f", line: 1 },
			},
		],
		60,
	);
	expect(text(rows)).toEqual([
		"DIB_A  x | y  = x",
		"  A thing",
		"  element.yaml:4",
		"",
		"DIB_B  ~ mined  secret  set by the element itself",
		"  /elsewhere/f:1",
	]);
	expect(rows[0]?.target).toEqual({ to: "file", file: { path: "element.yaml", line: 4 } });
	expect(rows[4]?.target).toBeUndefined();
});

describe("checks", () => {
	const element = CATALOGUE.elements.get("vm")!;

	test("run when they are asked for", () => {
		expect(findingRows(element, undefined, 80)[0]?.target).toEqual({ to: "checks" });
		expect(text(findingRows(element, { status: "loading" }, 80))).toEqual(["checking vm …"]);
	});

	test("tell place and cure, and which tools have not looked", () => {
		const finding = {
			rule: "sete",
			severity: "error" as const,
			element: "vm",
			place: { file: "/e/vm/install.d/10-vm", line: 2 },
			message: "it goes on after an error",
			cure: "add set -e",
		};
		const rows = findingRows(
			element,
			{ status: "ok", value: { findings: [finding], missingTools: ["shellcheck"] } },
			80,
		);
		expect(text(rows)).toEqual([
			"1 error, 0 warnings",
			"",
			"✖ install.d/10-vm:2  sete",
			"  it goes on after an error",
			"  → add set -e",
			"shellcheck is not installed: it has not looked",
		]);
		expect(rows[2]?.target).toEqual({ to: "file", file: { path: "install.d/10-vm", line: 2 } });
		expect(text(findingRows(element, { status: "ok", value: { findings: [], missingTools: [] } }, 80))).toEqual([
			"✔ nothing to mend",
		]);
	});
});

test("about: signs of the list, shadowed directories, a broken element.yaml that can be opened", () => {
	const [summary] = summariesOf(CATALOGUE).filter(({ name }) => name === "mbr");
	const rows = aboutRows(
		{
			...summary!,
			hides: ["/far/mbr"],
			mined: true,
			problem: { element: "mbr", message: "no title", place: { file: "/e/mbr/element.yaml", line: 1 } },
		},
		70,
	);
	const all = text(rows).join("\n");
	expect(all).toContain("◇ provides   block-device");
	expect(all).toContain("◫ hides      /far/mbr");
	expect(all).toContain("~ guessed    title");
	expect(all).toContain("▲ broken     element.yaml:1: no title");
	expect(rows.at(-1)?.target).toEqual({ to: "file", file: { path: "element.yaml", line: 1 } });
	expect(text(nameRows("nowhere", [], 70))).toEqual(["No element has or provides the name nowhere."]);
});

describe("files", () => {
	test("have line numbers, keep their blanks, and long lines go on below", () => {
		expect(text(fileRows("a\n\n\tx\n  0123456789abcdef\n", 17))).toEqual([
			"  1  a",
			"  2  ",
			"  3          x",
			"  4    0123456789",
			"     abcdef",
		]);
	});

	test("show no escape sequence, no carriage return, and never break a wide character", () => {
		const rows = fileRows("\u001b[2Jred\u0007\r\n包包包包包包包", 14);
		expect(text(rows)).toEqual(["  1  red", "  2  包包包包", "     包包包"]);
	});

	test("begin where they are wanted, and stay inside", () => {
		const rows = fileRows(Array.from({ length: 100 }, (_, index) => `${index}`).join("\n"), 40);
		const place = { element: "vm", view: "checks" as const, file: { path: "x", line: 50 } };
		expect(firstRow(place, rows, 10)).toBe(46);
		expect(firstRow({ ...place, file: { path: "x", line: 100 } }, rows, 10)).toBe(90);
		expect(firstRow({ ...place, file: { path: "x", line: 1000 } }, rows, 10)).toBe(0);
		expect(cursorOf({ ...place, cursor: 500 }, rows, 10)).toBe(90);
		expect(cursorOf({ element: "vm", view: "tree", cursor: 500 }, rows, 10)).toBe(99);
		expect(cursorOf({ element: "vm", view: "tree", cursor: 3 }, [], 10)).toBe(0);
	});
});

describe("search", () => {
	const rows = [row(piece("GRUB menu")), row(piece("no"), piece("thing")), row(piece("gr"), piece("ub, grub"))];

	test.each([
		["grub", [0, 2]],
		["GRUB", [0]],
		["nothing", [1]],
		["", []],
		["absent", []],
	])("%j", (query, hits) => {
		expect(hitsIn(rows, query)).toEqual(hits);
	});

	test("hits are found across pieces, and all of them", () => {
		expect([...hitPositions(rows[2]!, "grub")]).toEqual([0, 1, 2, 3, 6, 7, 8, 9]);
	});

	test("goes around the ends", () => {
		expect(neighbourHit([2, 5], 2, 1)).toBe(5);
		expect(neighbourHit([2, 5], 5, 1)).toBe(2);
		expect(neighbourHit([2, 5], 2, -1)).toBe(5);
		expect(neighbourHit([], 2, 1)).toBeUndefined();
	});
});

test.each([
	[
		"the text of a hook",
		{ to: "file", file: { path: "install.d/x" } },
		{ element: "vm", view: "tree", file: { path: "install.d/x" } },
	],
	["the README of another element", { to: "element", name: "base" }, { element: "base", view: "readme" }],
	["the element's own README", undefined, { element: "vm", view: "readme" }],
] as const)("previews %s", (_, target, wanted) => {
	expect(previewOf({ element: "vm", view: "tree" }, target)).toEqual(wanted);
});
