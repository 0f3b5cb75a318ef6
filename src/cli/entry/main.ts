import { leaveOutBuiltIn, withElementsPath } from "../build/own-elements.js";
import { takeKeyboard } from "../terminal/take-keyboard.js";
import { type CliContext, hideCommandLine, processContext } from "./context.js";
import { outputError, surviveLostOutput } from "./lost-output.js";
import { canShowScreens } from "./progress-mode.js";
import { type ProgramName, reportError } from "./report-error.js";

/** Runs one of the programs to its end and sets the exit code of the process. Never throws, never shows a stack. */
export async function main(program: ProgramName, argv: readonly string[]): Promise<void> {
	surviveLostOutput();
	hideCommandLine(program, argv);
	const context = processContext();
	try {
		process.exitCode = await dispatch(program, ...withOwnElements(program, argv, context));
		const lost = await lostOutput();
		if (lost) throw lost;
	} catch (error) {
		process.exitCode = reportError(program, error, context.stderr);
	}
}

/** `diskwright --elements-path FOLDERS --no-builtin-elements …`: for whatever follows, the screens too. */
function withOwnElements(
	program: ProgramName,
	argv: readonly string[],
	context: CliContext,
): [argv: readonly string[], context: CliContext] {
	if (program !== "diskwright") return [argv, context];
	const [first = "", second] = argv;
	if (first === "--no-builtin-elements") {
		return withOwnElements(program, argv.slice(1), { ...context, env: leaveOutBuiltIn(context.env) });
	}
	const given = /^--elements-path=(.+)$/.exec(first)?.[1];
	const folders = given ?? (first === "--elements-path" ? second : undefined);
	if (folders === undefined) return [argv, context];
	const env = withElementsPath(context.env, folders);
	return withOwnElements(program, argv.slice(given === undefined ? 2 : 1), { ...context, env });
}

/** Code is loaded only when it is called, that of the commands not for the screens: a fast start matters more than one import list. */
async function dispatch(program: ProgramName, argv: readonly string[], context: CliContext): Promise<number> {
	switch (program) {
		case "diskwright":
			if ((argv.length === 0 || argv.join(" ") === "start") && canShowScreens(context.env)) {
				takeKeyboard();
				return (await import("../terminal/open-screens.js")).openScreens(context, [{ screen: "home" }]);
			}
			if (argv[0] === "__complete") {
				return (await import("../completion/answer.js")).answerCompletion(argv.slice(1), context);
			}
			if (argv[0] === "__batch") return (await import("../batch/coordinator.js")).coordinate(context);
			return (await import("./program.js")).runProgram(argv, context);
		case "element-info":
			return (await import("../dib/element-info.js")).runElementInfo(argv, context.env, context.cwd, context);
		case "diskimage-builder":
			return (await import("../dib/diskimage-builder.js")).runDiskimageBuilder(argv, context);
		case "dib-block-device":
			return (await import("../dib/dib-block-device.js")).runDibBlockDevice(argv, context);
		case "dib-lint":
			return (await import("../dib/dib-lint.js")).runDibLint(argv, context);
		default:
			return (await import("../dib/disk-image-create.js")).runDiskImageCreate(program, argv, context);
	}
}

/** What became of the output, once the last of it was tried. */
async function lostOutput(): Promise<Error | undefined> {
	await new Promise((resolve) => setImmediate(resolve));
	return outputError();
}
