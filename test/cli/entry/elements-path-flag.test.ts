import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeElements, temporaryFolder } from "../../support/elements.js";
import { runProgram } from "../../support/run-program.js";
import { openTerminal, programArgv } from "../../support/terminal/open-terminal.js";

/** A folder with one element, and a list of images that uses it. */
function own(): string {
	const folder = temporaryFolder();
	mkdirSync(join(folder, "mine"));
	makeElements(join(folder, "mine"), { zebra: { provides: ["operating-system"], files: { "README.rst": "x\n=\n" } } });
	writeFileSync(join(folder, "list.yaml"), "- imagename: striped\n  elements: [zebra]\n");
	return folder;
}

/** A plan shows the command's own words. */
const withoutArguments = (text: string) => text.replace(/^ +DIB_ARGS .*$/m, "");

test.each([["explore", "zebra"], ["lint"], ["plan", "zebra"], ["build-list", "--dry-run", "list.yaml"]])(
	"%s takes --elements-path, in front of the command too",
	async (command, ...args) => {
		const cwd = own();
		const env = { PATH: process.env.PATH, HOME: cwd };
		const behind = await runProgram("diskwright", [command, "--elements-path", "mine", ...args], { cwd, env });
		expect(behind.stdout + behind.stderr).toMatch(/zebra|1 element:/);
		expect(behind.code, behind.stderr).toBe(0);
		for (const given of [["--elements-path", "mine"], ["--elements-path=mine"]]) {
			const before = await runProgram("diskwright", [...given, command, ...args], { cwd, env });
			expect(withoutArguments(before.stdout)).toBe(withoutArguments(behind.stdout));
		}
	},
);

test("--no-builtin-elements leaves ours out, whatever command follows", async () => {
	const cwd = own();
	const env = { PATH: process.env.PATH, HOME: cwd, ELEMENTS_PATH: "mine" };
	const explore = (...flags: string[]) => runProgram("diskwright", [...flags, "explore", "vm"], { cwd, env });
	expect((await explore()).code).toBe(0);
	for (const flags of [["--no-builtin-elements"], ["--no-builtin-elements", "--elements-path", "mine"]]) {
		const without = await explore(...flags);
		expect(without.stderr).toContain("'vm'");
		expect(without.code).toBe(2);
	}
	const behind = await runProgram("diskwright", ["explore", "vm", "--no-builtin-elements"], { cwd, env });
	expect(behind.stderr).toContain("unknown option '--no-builtin-elements'");
});

test("a mistyped option is told with the one that was meant", async () => {
	const wrong = await runProgram("diskwright", ["plan", "--element-path", "mine", "vm"]);
	expect(wrong.code).toBe(2);
	expect(wrong.stderr).toContain("unknown option '--element-path'");
	expect(wrong.stderr).toMatch(/Did you mean (one of )?.*--elements-path/);
});

test("help begins with the lines that most people need", async () => {
	const { stdout } = await runProgram("diskwright", ["--help"]);
	const [first, second, third, rest] = stdout.split("\n");
	expect([first, second, third].map((line) => line?.trim().split(/ {2,}/)[0])).toEqual([
		"diskwright",
		"diskwright build debian-vm --user me",
		"diskwright boot debian-vm.qcow2",
	]);
	expect(rest).toBe("");
});

test("the screens are opened with it", async () => {
	const terminal = openTerminal(programArgv("diskwright", "--elements-path", "mine"), { cwd: own() });
	try {
		await terminal.waitFor("Explore elements");
	} finally {
		await terminal.close();
	}
});
