import * as z from "zod";
import { EXIT, UserError } from "../core/errors.js";
import type { ToolRemark } from "../core/lint/tool-rules.js";
import { findTool } from "./find-tool.js";
import { runTool } from "./run-tool.js";

/** A script that shellcheck should read; snippets have no first line that names their shell. */
export interface ShellScript {
	readonly file: string;
	readonly snippet: boolean;
}

/** Files handed to one process: command lines have an end, and two processes keep two processors busy. */
const BATCH = 100;

/** What shellcheck says about scripts: errors and warnings only. Undefined where it is not installed. */
export async function shellcheck(scripts: readonly ShellScript[]): Promise<ToolRemark[] | undefined> {
	const tool = findTool("shellcheck");
	if (!tool) return undefined;
	const batches = [false, true].flatMap((snippet) => {
		const files = scripts.filter((script) => script.snippet === snippet).map(({ file }) => file);
		return inBatches(files).map((batch) => ({ options: snippet ? ["--shell=bash"] : [], batch }));
	});
	const said = await Promise.all(
		batches.map(({ options, batch }) =>
			run(tool, ["--format=json1", "--severity=warning", "--norc", ...options, "--", ...batch]),
		),
	);
	return said.flatMap(readShellcheck);
}

/** What flake8 says about Python scripts. Undefined where it is not installed. */
export async function flake8(files: readonly string[]): Promise<ToolRemark[] | undefined> {
	const tool = findTool("flake8");
	if (!tool) return undefined;
	const said = await Promise.all(inBatches(files).map((batch) => run(tool, ["--", ...batch])));
	return said.flatMap((text) => text.split("\n").flatMap(readFlake8));
}

function inBatches(files: readonly string[]): string[][] {
	const size = Math.min(BATCH, Math.ceil(files.length / 2));
	return Array.from({ length: files.length === 0 ? 0 : Math.ceil(files.length / size) }, (_, index) =>
		files.slice(index * size, (index + 1) * size),
	);
}

/** Status 1 means that there are remarks. */
async function run(tool: string, args: readonly string[]): Promise<string> {
	const { stdout, stderr, exitCode } = await runTool([tool, ...args], { env: { LC_ALL: "C.UTF-8" }, accept: "any" });
	if (exitCode === 0 || exitCode === 1) return stdout;
	throw new UserError({
		code: "tool-failed",
		message: `${tool} failed: ${stderr.trim().split("\n").at(-1) ?? `status ${exitCode}`}`,
		next: ["Leave it out: diskwright lint --no-tools"],
		exitCode: EXIT.host,
	});
}

const shellcheckOutput = z.object({
	comments: z.array(
		z.object({
			file: z.string(),
			line: z.number(),
			column: z.number(),
			level: z.string(),
			code: z.number(),
			message: z.string(),
		}),
	),
});

function readShellcheck(text: string): ToolRemark[] {
	return shellcheckOutput.parse(JSON.parse(text)).comments.map(({ file, line, column, level, code, message }) => ({
		tool: "shellcheck",
		severity: level === "error" ? "error" : "warning",
		code: `SC${code}`,
		message,
		place: { file, line, column },
	}));
}

function readFlake8(text: string): ToolRemark[] {
	const [, file, line, column, code, message] = /^(.+):(\d+):(\d+): (\w+) (.*)$/.exec(text) ?? [];
	if (!file || !code || message === undefined) return [];
	const place = { file, line: Number(line), column: Number(column) };
	return [{ tool: "flake8", severity: "error", code, message, place }];
}
