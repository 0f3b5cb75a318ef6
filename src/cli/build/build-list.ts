import { resolve } from "node:path";
import { commandLine, type DibCommand, imageCommand } from "../../core/dib/image-command.js";
import { parseImageLists } from "../../core/dib/image-list.js";
import { EXIT, UserError } from "../../core/errors.js";
import { readText } from "../../host/read-text.js";
import { stopHeard } from "../../host/stop-signals.js";
import { runDiskImageCreate } from "../dib/disk-image-create.js";
import type { CliContext } from "../entry/context.js";
import { reportError } from "../entry/report-error.js";

export interface BuildListOptions {
	/** Print the commands only. */
	readonly dryRun: boolean;
	/** Do not build the images after one that failed. */
	readonly stopOnFailure: boolean;
}

/**
 * Builds every image of DIB's YAML lists, one after the other, each as `disk-image-create` would; its command line is printed
 * on stderr first (contract §2.4). Returns 0 when all were built, 1 when one failed, 130 when one was cancelled. Throws
 * UserError for lists that cannot be read.
 */
export async function buildList(
	files: readonly string[],
	{ dryRun, stopOnFailure }: BuildListOptions,
	context: CliContext,
): Promise<number> {
	const commands = parseImageLists(files.map((file) => ({ file, text: readList(file, context.cwd) }))).map(
		imageCommand,
	);
	const failed: string[] = [];
	let built = 0;
	for (const command of commands) {
		context.stderr.write(`${commandLine(command)}\n\n`);
		if (dryRun) continue;
		if (stopHeard()) return EXIT.cancelled;
		const status = await buildOne(command, context);
		if (status === EXIT.cancelled) return status;
		if (status === 0) built += 1;
		else failed.push(`${imageName(command)} (status ${status})`);
		if (status !== 0 && stopOnFailure) break;
	}
	if (failed.length === 0) return EXIT.ok;
	const left = commands.length - built - failed.length;
	const counts = [`${built} of ${commands.length} images built`, ...(left > 0 ? [`${left} not begun`] : [])];
	context.stderr.write(`error: ${counts.join(", ")}; failed: ${failed.join(", ")}\n`);
	return EXIT.failed;
}

function readList(file: string, cwd: string): string {
	try {
		return readText(resolve(cwd, file));
	} catch (cause) {
		throw new UserError({
			code: "file-unreadable",
			message: `The list of images cannot be read: ${(cause as Error).message}`,
			place: { file },
			next: ["Correct the path."],
			cause,
		});
	}
}

/** One image must not take the others with it, whatever goes wrong. */
async function buildOne({ program, args, environment }: DibCommand, context: CliContext): Promise<number> {
	try {
		return await runDiskImageCreate(program, args, { ...context, env: { ...context.env, ...environment } });
	} catch (error) {
		return reportError(program, error, context.stderr);
	}
}

const imageName = ({ args }: DibCommand) => (args[0] === "-o" ? (args[1] as string) : "image");
