import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runProgram } from "../../support/run-program.js";
import { openTerminal, type Terminal } from "../../support/terminal/open-terminal.js";

const DIST = resolve(import.meta.dirname, "../../../dist/bin");
let folder = "";

beforeAll(() => {
	folder = mkdtempSync("/tmp/completion-");
	for (const name of ["diskwright", "disk-image-create"]) {
		mkdirSync(join(folder, "bin"), { recursive: true });
		symlinkSync(join(DIST, `${name}.js`), join(folder, "bin", name));
	}
	mkdirSync(join(folder, ".config/diskwright/profiles"), { recursive: true });
	writeFileSync(join(folder, ".config/diskwright/profiles/my own web.yaml"), "version: 1\n");
	mkdirSync(join(folder, ".local/state/diskwright/runs/261130-041552-wd"), { recursive: true });
	mkdirSync(join(folder, "elements/zebra"), { recursive: true });
	writeFileSync(join(folder, "notes.txt"), "");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SHELLS = {
	bash: { argv: ["bash", "--norc", "--noprofile"], load: "source <(diskwright completion bash)" },
	zsh: { argv: ["zsh", "-f"], load: "autoload -U compinit && compinit -u && source <(diskwright completion zsh)" },
	fish: { argv: ["fish", "--no-config"], load: "diskwright completion fish | source" },
} as const;

/** Types a beginning and a tab, and waits until the line goes on with the rest. */
async function typed(terminal: Terminal, beginning: string, whole: string): Promise<void> {
	await terminal.type(beginning);
	await terminal.send("\t");
	await terminal.waitFor((text) => text.includes(whole), 15_000);
	// Erases the line for the next one.
	await terminal.send("\u0015");
}

describe.each(Object.entries(SHELLS))("%s", (_name, { argv, load }) => {
	test("completes commands, options, their values, elements, profiles, runs and files", async () => {
		const path = `${join(folder, "bin")}:${process.env.PATH}`;
		const terminal = openTerminal([...argv], { home: folder, cwd: folder, cols: 120, env: { PATH: path, PS1: "$ " } });
		try {
			await terminal.type(`${load}; echo rea''dy`);
			await terminal.send("\r");
			await terminal.waitFor(/^ready/m, 15_000);
			await typed(terminal, "diskwright docto", "diskwright doctor");
			await typed(terminal, "diskwright build --rele", "diskwright build --release");
			await typed(terminal, "diskwright build --layout=gp", "diskwright build --layout=gpt");
			await typed(terminal, "diskwright plan --release boo", "diskwright plan --release bookworm");
			await typed(terminal, "diskwright plan --elements-path elements zeb", "elements zebra");
			await typed(terminal, "diskwright profiles show my", String.raw`my\ own\ web`);
			await typed(terminal, "diskwright runs logs 26", "diskwright runs logs 261130-041552-wd");
			await typed(terminal, "diskwright build --ssh-key not", "--ssh-key notes.txt");
			await typed(terminal, "disk-image-create vm debian-mini", "disk-image-create vm debian-minimal");
			await typed(terminal, "disk-image-create -t raw,vm", "disk-image-create -t raw,vmdk");
		} finally {
			await terminal.close();
		}
	}, 90_000);
});

test("what cannot be read has no names, and nothing of it shows", async () => {
	const env = { PATH: process.env.PATH, HOME: folder, ELEMENTS_PATH: "/nowhere" };
	const { stdout, stderr, code } = await runProgram(
		"diskwright",
		["__complete", "zsh", "diskwright", "openssh-s", "build"],
		{ env },
	);
	expect([code, stdout, stderr]).toEqual([0, "\nopenssh-server\n", ""]);
	expect(await runProgram("diskwright", ["__complete", "zsh", "other", ""], { env })).toMatchObject({
		code: 0,
		stdout: "",
	});
});
