import { accessSync, constants } from "node:fs";
import { isAbsolute } from "node:path";
import { Argument, Command } from "commander";
import { completionScript, SHELLS, type Shell } from "../completion/scripts.js";
import type { CliContext } from "../entry/context.js";

/** Programs whose words are completed: all of the package's. */
const PROGRAMS = [
	...["diskwright", "disk-image-create", "ramdisk-image-create", "diskimage-builder", "element-info"],
	...["dib-block-device", "dib-lint"],
];

/** `diskwright completion SHELL`: prints what makes a shell complete our command lines. */
export function completionCommand({ stdout }: Pick<CliContext, "stdout">): Command {
	return new Command("completion")
		.description("print what makes your shell complete command lines of diskwright and of DIB's programs")
		.addArgument(new Argument("<shell>", "the shell you use").choices(SHELLS))
		.addHelpText("after", EXAMPLES)
		.action((shell: Shell) => {
			stdout.write(completionScript(shell, PROGRAMS, ownPath()));
		});
}

/** How the script calls us back: as we were called, where that is a program by its full name. */
function ownPath(): string {
	const called = process.argv[1] ?? "";
	try {
		if (isAbsolute(called)) {
			accessSync(called, constants.X_OK);
			return called;
		}
	} catch {
		// Not a program of its own: the one on PATH will do.
	}
	return "diskwright";
}

const EXAMPLES = `
Examples:
  echo 'source <(diskwright completion bash)' >> ~/.bashrc
  echo 'source <(diskwright completion zsh)' >> ~/.zshrc
  diskwright completion fish > ~/.config/fish/completions/diskwright.fish`;
