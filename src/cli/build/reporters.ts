import { appendFileSync } from "node:fs";
import { resolve } from "node:path";
import type { DibRequest } from "../../core/dib/parse-arguments.js";
import { UserError } from "../../core/errors.js";
import { ndjsonReporter } from "../../report/ndjson.js";
import { plainReporter } from "../../report/plain.js";
import type { Reporter, TextOutput } from "../../report/reporter.js";
import { dibLogReporter, quietReporter } from "../dib/dib-log.js";
import type { CliContext } from "../entry/context.js";
import type { RunFlags } from "./build-flags.js";

interface Streams {
	readonly stdout: TextOutput;
	readonly stderr: TextOutput;
}

/** The reporter behind a value of --progress. Throws UserError for others. */
export function reporterFor(progress: string, { stdout, stderr }: Streams): Reporter {
	switch (progress) {
		case "auto":
		case "plain":
			return plainReporter(stdout);
		case "ndjson":
			return ndjsonReporter(stdout);
		case "quiet":
			return quietReporter(stderr);
		default:
			throw new UserError({
				code: "unknown-progress",
				message: `--progress is '${progress}'`,
				next: ["Use one of: auto, plain, ndjson, quiet."],
			});
	}
}

/**
 * What shows a `diskwright build`: by --progress, where screens are not a reporter, and in full in --logfile. A failure is
 * always told on stderr too.
 */
export function buildReporters(flags: RunFlags, context: CliContext): Reporter[] {
	const reporters = flags.progress === "tui" ? [] : [reporterFor(flags.progress, context)];
	if (flags.progress === "ndjson") reporters.push(quietReporter(context.stderr));
	if (flags.logfile !== undefined) {
		const file = writableLog(flags.logfile, context);
		reporters.push(plainReporter({ write: (text) => appendFileSync(file, text) }));
	}
	return reporters;
}

/**
 * What shows a build of disk-image-create (contract §2.9): the log on standard output unless DIB_QUIET says otherwise or
 * it goes to a file.
 */
export function dibReporters(
	{ env, logFile: file, progress = "plain" }: Extract<DibRequest, { kind: "build" }>,
	introduction: readonly string[],
	context: CliContext,
): Reporter[] {
	const plain = progress === "plain" || progress === "auto";
	const silenced = env.DIB_QUIET ? isOne(env.DIB_QUIET) : file !== undefined;
	const quiet = silenced || !plain;
	const reporters = plain ? [] : [reporterFor(progress, context)];
	if (quiet && progress !== "quiet") reporters.push(quietReporter(context.stderr));
	const logFile = file === undefined ? undefined : writableLog(file, context);
	if (file !== undefined) context.stdout.write(`Output logs going to: ${file}\n`);
	if (!quiet || logFile) {
		const timestamps = !isOne(env.DIB_NO_TIMESTAMP);
		const output = context.stdout;
		reporters.push(dibLogReporter({ output, quiet, timestamps, introduction, ...(logFile ? { logFile } : {}) }));
	}
	return reporters;
}

/** DIB compares numbers: `01` is one, `yes` is none. */
const isOne = (text: string | undefined) => Number(text) === 1;

/** The absolute path of a log file, after a try to open it: later it would be too late for a good error. */
export function writableLog(name: string, { cwd }: CliContext): string {
	const file = resolve(cwd, name);
	try {
		appendFileSync(file, "");
		return file;
	} catch (cause) {
		throw new UserError({
			code: "logfile",
			message: `The log file cannot be written: ${(cause as Error).message}`,
			place: { file },
			next: ["Give --logfile a path in a folder that exists and that you may write to."],
			cause,
		});
	}
}
