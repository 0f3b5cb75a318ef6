import { Command, CommanderError } from "commander";
import { EXIT, UserError } from "../../core/errors.js";
import { ELEMENTS_PATH_FLAG } from "../build/own-elements.js";
import type { CliContext } from "./context.js";

/** Runs `diskwright` with these arguments; without any, where no screens can be shown, its usage is the answer. Returns its exit code. Throws UserError. */
export async function runProgram(argv: readonly string[], context: CliContext): Promise<number> {
	let exitCode: number | undefined;
	const commands = await loadCommands(argv, context, (code) => {
		exitCode = code;
	});
	const program = makeProgram(commands, context);
	if (argv.length === 0) {
		context.stderr.write(`There is no terminal to show the screens in.\n\n${program.helpInformation()}`);
		return EXIT.usage;
	}
	try {
		await program.parseAsync(argv, { from: "user" });
	} catch (error) {
		if (!(error instanceof CommanderError)) throw error;
		if (error.exitCode === 0) return EXIT.ok;
		// `diskwright runs` without a subcommand: the help is the answer.
		if (error.code === "commander.help") {
			context.stderr.write(helpOfGroup(program, argv));
			return EXIT.usage;
		}
		throw usageError(error, commandOf(program, argv));
	}
	return exitCode ?? Number(process.exitCode ?? EXIT.ok);
}

/** Loading all commands takes longer than finding that nothing has changed since an image was built. */
async function loadCommands(argv: readonly string[], context: CliContext, exit: (code: number) => void) {
	if (argv[0] === "build") return [(await import("../commands/build.js")).buildCommand(context, argv, exit)];
	return (await import("./all-commands.js")).allCommands(context, argv, exit, runProgram);
}

const FIRST_LINES = `  diskwright                            opens the screens: choose, build, look at what was built
  diskwright build debian-vm --user me  builds an image, from a profile or from elements
  diskwright boot debian-vm.qcow2       boots it, without changing it
`;

const MORE = `
'diskwright COMMAND --help' tells a command's options, 'man diskwright' all of it.`;

/** `diskwright` with these commands. */
export function makeProgram(commands: readonly Command[], context: CliContext): Command {
	const program = new Command("diskwright")
		.description("Builds bootable disk images from elements, the format of diskimage-builder.")
		.version(context.version, "-V, --version", "print the version")
		// In front of the command only: most commands have it themselves. main.ts has taken it out by then.
		.option(...ELEMENTS_PATH_FLAG)
		.enablePositionalOptions()
		.helpOption("-h, --help", "show this help")
		.addHelpText("before", FIRST_LINES)
		.addHelpText("after", MORE);
	for (const command of commands) program.addCommand(command);
	quiet(program, context);
	return program;
}

/** Errors come back to us instead of being printed and ending the process. */
function quiet(command: Command, context: CliContext): void {
	command.exitOverride().configureOutput({
		writeOut: (text) => context.stdout.write(text),
		writeErr: () => {},
	});
	for (const child of command.commands) quiet(child, context);
}

function helpOfGroup(program: Command, argv: readonly string[]): string {
	const group = program.commands.find((command) => command.name() === argv[0]);
	return (group ?? program).helpInformation();
}

/** `diskwright cache key` of a command line that begins so: the command whose help tells what is right. */
function commandOf(program: Command, argv: readonly string[]): string {
	const [word] = argv;
	const child = program.commands.find((command) => command.name() === word || command.aliases().includes(word ?? ""));
	return child ? `${program.name()} ${commandOf(child, argv.slice(1))}` : program.name();
}

/** `command`: whose command line it is. */
function usageError(error: CommanderError, command: string): UserError {
	const lines = error.message.replace(/^error: /, "").split("\n");
	return new UserError({
		code: "usage",
		message: (lines[0] ?? "").replace(/\.$/, ""),
		next: [...lines.slice(1).map((line) => line.replace(/^\((.*)\)$/, "$1")), `See: ${command} --help`],
	});
}
