import { Command, CommanderError } from "commander";
import { EXIT, UserError } from "../../core/errors.js";
import { ELEMENTS_PATH_FLAG } from "../build/own-elements.js";
import { bootCommand } from "../commands/boot.js";
import { buildCommand } from "../commands/build.js";
import { buildListCommand } from "../commands/build-list.js";
import { cacheCommand } from "../commands/cache/cache.js";
import { completionCommand } from "../commands/completion.js";
import { doctorCommand } from "../commands/doctor.js";
import { elementsCommand } from "../commands/elements/elements.js";
import { exploreCommand } from "../commands/explore/explore.js";
import { lintCommand } from "../commands/lint.js";
import { planCommand } from "../commands/plan.js";
import { profilesCommand } from "../commands/profiles/profiles.js";
import { publishCommand } from "../commands/publish.js";
import { runsCommand } from "../commands/runs/runs.js";
import { startCommand } from "../commands/start.js";
import { verifyReproducibleCommand } from "../commands/verify-reproducible.js";
import { watchCommand } from "../commands/watch.js";
import { whyCommand } from "../commands/why.js";
import { writeCommand } from "../commands/write.js";
import type { CliContext } from "./context.js";

/** Runs `diskwright` with these arguments; without any, where no screens can be shown, its usage is the answer. Returns its exit code. Throws UserError. */
export async function runProgram(argv: readonly string[], context: CliContext): Promise<number> {
	let exitCode: number | undefined;
	const program = makeProgram(argv, context, (code) => {
		exitCode = code;
	});
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

const FIRST_LINES = `  diskwright                            opens the screens: choose, build, look at what was built
  diskwright build debian-vm --user me  builds an image, from a profile or from elements
  diskwright boot debian-vm.qcow2       boots it, without changing it
`;

const MORE = `
'diskwright COMMAND --help' tells a command's options, 'man diskwright' all of it.`;

/** `diskwright` with all its commands; `exit` takes the exit code of those that have one of their own. */
export function makeProgram(argv: readonly string[], context: CliContext, exit: (code: number) => void): Command {
	const program = new Command("diskwright")
		.description("Builds bootable disk images from elements, the format of diskimage-builder.")
		.version(context.version, "-V, --version", "print the version")
		// In front of the command only: most commands have it themselves. main.ts has taken it out by then.
		.option(...ELEMENTS_PATH_FLAG)
		.enablePositionalOptions()
		.helpOption("-h, --help", "show this help")
		.addHelpText("before", FIRST_LINES)
		.addHelpText("after", MORE);
	for (const command of [
		buildCommand(context, argv, exit),
		buildListCommand(context, exit),
		planCommand(context, argv),
		verifyReproducibleCommand(context, argv, exit),
		profilesCommand(context),
		exploreCommand(context),
		elementsCommand(context, exit),
		lintCommand(context, exit),
		runsCommand(),
		watchCommand(context, argv, exit),
		whyCommand(context),
		cacheCommand(context, argv, exit),
		bootCommand(),
		publishCommand(context, exit),
		writeCommand(context, exit),
		startCommand(context, async (unattended) => exit(await runProgram(unattended, context))),
		doctorCommand(context),
		completionCommand(context),
		elementInfoCommand(context, exit),
	]) {
		program.addCommand(command);
	}
	quiet(program, context);
	return program;
}

/** The program element-info under another name; it reads its own arguments. */
function elementInfoCommand(context: CliContext, exit: (code: number) => void): Command {
	return new Command("element-info")
		.description("show which elements a list of elements resolves to")
		.helpOption(false)
		.allowUnknownOption()
		.argument("[arguments...]", "as for the program element-info")
		.action(async (args: string[]) => {
			const { runElementInfo } = await import("../dib/element-info.js");
			exit(await runElementInfo(args, context.env, context.cwd, context));
		});
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
