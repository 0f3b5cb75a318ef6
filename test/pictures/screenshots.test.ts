import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../support/run-program.js";

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "pictures-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const screenshots = (...args: string[]) =>
	runCommand([
		process.execPath,
		"--import",
		"tsx",
		join(import.meta.dirname, "screenshots.ts"),
		...args,
		"--out",
		folder,
	]);

test("a scene is saved as SVG and PNG, at the sizes asked for", async () => {
	const { code, stdout, stderr } = await screenshots("--only", "plan", "--size", "80x24,120x40");
	expect(code, stderr).toBe(0);
	expect(stdout).toBe(`${join(folder, "plan-80x24.png")}\n${join(folder, "plan-120x40.png")}\n`);
	expect(readdirSync(folder).sort()).toEqual(
		["plan-120x40", "plan-80x24"].flatMap((name) => [`${name}.png`, `${name}.svg`]),
	);
	const svg = readFileSync(join(folder, "plan-80x24.svg"), "utf8");
	expect(svg).toContain(">diskwright plan debian-vm<");
	expect(svg).toContain(">debian-vm  (profile debian-vm)<");
	expect(svg.match(/ y="57.6"/g)).toHaveLength(2);
});

test.each([
	[["--only", "paln"], "There is no scene paln. Use: plan, doctor, "],
	[["--size", "80"], "'80' is not a size. Use one such as 120x40\n"],
	[["--colours", "blue"], "There are no colours 'blue'. Use: light, none\n"],
])("%j is refused", async (args, message) => {
	const { code, stderr } = await screenshots(...args);
	expect(code).toBe(2);
	expect(stderr.startsWith(message), stderr).toBe(true);
});
