import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";

const source = join(import.meta.dirname, "../../src");

/** What is known in one file of src/host, and the files that may name it. */
const KNOWN_ONCE = [
	{ what: "who we are", pattern: /process\.gete?[ug]id/, files: ["host/privilege.ts"] },
	{
		what: "the user's folders",
		pattern: /\bXDG_/,
		// Lists of names, which sudo clears or layers leave out: nothing is looked up.
		files: ["host/user-folders.ts", "core/dib/parse-arguments.ts", "core/layers/environment.ts"],
	},
] as const;

/** Files that name what another file is to tell them, with what it is. */
function breaches(files: ReadonlyMap<string, string>): string[] {
	return KNOWN_ONCE.flatMap(({ what, pattern, files: allowed }) =>
		[...files]
			.filter(([file, text]) => !(allowed as readonly string[]).includes(file) && pattern.test(text))
			.map(([file]) => `${file}: ${what}`),
	);
}

const tree = new Map(
	readdirSync(source, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
		.map((entry) => join(entry.parentPath, entry.name))
		.map((file) => [relative(source, file), readFileSync(file, "utf8")]),
);

test("root and the user's folders are asked for in one file each", () => {
	expect(tree.size).toBeGreaterThan(100);
	expect(breaches(tree)).toEqual([]);
	for (const { pattern, files } of KNOWN_ONCE) for (const file of files) expect(tree.get(file)).toMatch(pattern);
});

test.each([
	["cli/planted.ts", "const root = process.getuid?.() === 0;", "who we are"],
	["engine/planted.ts", "const { XDG_STATE_HOME } = process.env;", "the user's folders"],
])("a fault planted in %s is seen", (file, text, what) => {
	expect(breaches(new Map([...tree, [file, text]]))).toEqual([`${file}: ${what}`]);
});
