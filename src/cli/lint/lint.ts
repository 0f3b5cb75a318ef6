import { dirname } from "node:path";
import { createFactsReader, toxIgnores } from "../../catalogue/lint-facts.js";
import type { LintTargets } from "../../catalogue/lint-targets.js";
import type { Element } from "../../core/element/element.js";
import type { ElementFile } from "../../core/element/element-file.js";
import { lintElement } from "../../core/lint/lint-element.js";
import { type Finding, isSnippet } from "../../core/lint/rule.js";
import { type LintTool, type ToolRemark, toolOf } from "../../core/lint/tool-rules.js";
import { flake8, shellcheck } from "../../host/lint-tools.js";
import { askTool } from "../../host/run-tool.js";

export interface LintResult {
	/** In the order of the elements, then by file and line. */
	readonly findings: readonly Finding[];
	/** Tools that should have looked at files but are not installed. */
	readonly missingTools: readonly LintTool[];
}

/**
 * Checks elements with all rules; `tools` adds shellcheck and flake8, where they are installed. Throws UserError
 * `element-gone` for an element that vanished meanwhile.
 */
export async function lint({ targets, catalogue }: LintTargets, options: { tools: boolean }): Promise<LintResult> {
	const reader = createFactsReader(catalogue);
	const ignoredByGit = await ignoredFiles(targets, reader.files);
	const facts = targets.map((element) => reader.facts(element, ignoredByGit));
	const files = facts.flatMap((one) => one.files);
	const { remarks, missingTools } = options.tools ? await askTools(files) : { remarks: [], missingTools: [] };
	const ignores = new Map([...foldersOf(targets)].map((folder) => [folder, toxIgnores(folder)]));
	const findings = facts.flatMap((one) => {
		const inside = remarks.filter(({ place }) => place.file.startsWith(`${one.element.path}/`));
		return lintElement(one, ignores.get(dirname(one.element.path)), inside);
	});
	return { findings, missingTools };
}

const foldersOf = (elements: readonly Element[]) => new Set(elements.map(({ path }) => dirname(path)));

/** One question to git for each folder of elements. */
async function ignoredFiles(
	elements: readonly Element[],
	filesOf: (element: Element) => readonly ElementFile[],
): Promise<Set<string>> {
	const answers = [...foldersOf(elements)].map((folder) => {
		const inside = elements.filter(({ path }) => dirname(path) === folder);
		return gitIgnored(
			folder,
			inside.flatMap((element) => filesOf(element).map(({ file }) => file)),
		);
	});
	return new Set((await Promise.all(answers)).flatMap((files) => [...files]));
}

async function askTools(files: readonly ElementFile[]): Promise<{ remarks: ToolRemark[]; missingTools: LintTool[] }> {
	const scripts = files.filter((file) => toolOf(file) === "shellcheck");
	const python = files.filter((file) => toolOf(file) === "flake8");
	const answers = await Promise.all([
		shellcheck(scripts.map((script) => ({ file: script.file, snippet: isSnippet(script) }))),
		python.length > 0 ? flake8(python.map(({ file }) => file)) : [],
	]);
	const missing = (["shellcheck", "flake8"] as const).filter((_, index) => answers[index] === undefined);
	return { remarks: answers.flatMap((answer) => answer ?? []), missingTools: missing };
}

/**
 * Those of `files` (absolute paths below `folder`) that git ignores. None where git is missing or `folder` is in no
 * work tree: every file counts then.
 */
async function gitIgnored(folder: string, files: readonly string[]): Promise<Set<string>> {
	if (files.length === 0) return new Set();
	const input = files.map((file) => `${file}\0`).join("");
	const ignored = await askTool(["git", "-C", folder, "check-ignore", "-z", "--stdin"], { input });
	return new Set(ignored?.split("\0").filter(Boolean));
}
