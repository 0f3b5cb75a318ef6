import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorkshop, type Workshop } from "../support/tiny-build.js";
import { rowOf, WRONG_COMMAND_LINES } from "../support/wrong-command-lines.js";

/** What the program prints before it looks at the elements of a request. */
const INTRODUCTION = /^(diskwright version|Building elements:|Expanded element) .*\n/gm;

let workshop: Workshop;
let temporary = "";
beforeAll(() => {
	workshop = openWorkshop();
	const { element } = workshop;
	for (const name of ["left", "right"]) element(`${name}/install.d/50-x`, "#!/bin/bash\n");
	element("my-os/element-provides", "operating-system\n", 0o644);
	temporary = join(workshop.write("temporary/.keep", ""), "..");
});
afterAll(() => workshop.remove());

/** Assignments before the arguments, as a shell takes them; no word here needs quotes. */
function parse(line: string): { env: Record<string, string>; args: string[] } {
	const words = line.split(" ");
	const count = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
	return {
		env: Object.fromEntries(words.slice(0, count).map((word) => word.split(/=(.*)/s).slice(0, 2))),
		args: words.slice(count),
	};
}

test.each(WRONG_COMMAND_LINES)("disk-image-create $line", async ({ line, ours }) => {
	const { env, args } = parse(line);
	const before = readdirSync(workshop.folder, { recursive: true });
	const { code, stdout, stderr } = await workshop.diskImageCreate(args, {
		TMPDIR: temporary,
		DIB_NO_TIMESTAMP: "1",
		...env,
	});
	const said = (stdout + stderr).replace(INTRODUCTION, "").replaceAll(`${workshop.folder}/`, "");
	expect(said.trimEnd().split("\n")).toEqual(ours);
	expect(code).toBe(1);
	expect(stderr, "errors go to standard error").not.toBe("");
	expect(readdirSync(workshop.folder, { recursive: true }), "nothing is left").toEqual(before);
});

test("docs/compatibility.md shows both answers side by side", () => {
	const text = readFileSync(join(import.meta.dirname, "../../docs/compatibility.md"), "utf8");
	for (const wrong of WRONG_COMMAND_LINES) expect(text).toContain(`${rowOf(wrong)}\n`);
});
