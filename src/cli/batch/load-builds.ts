import { realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { assertOwnFiles, imageNameOf } from "../../core/batch/image-names.js";
import type { MatrixCell } from "../../core/batch/matrix.js";
import { ownArguments } from "../../core/batch/own-arguments.js";
import { UserError } from "../../core/errors.js";
import type { CompiledPlan } from "../../core/planning/compile-plan.js";
import type { Plan } from "../../core/planning/plan.js";
import { SETTING_FLAGS } from "../../core/settings/settings.js";
import { VARIABLE_FLAGS } from "../../core/settings/variable-flags.js";
import type { BuildFlags } from "../build/build-flags.js";
import { type LoadOptions, loadBuild } from "../build/build-request.js";
import { compile } from "../build/compile.js";
import type { CliContext } from "../entry/context.js";
import type { Cells } from "./cells.js";

/** One of several builds, ready to be started. */
export interface LoadedCell {
	readonly cell: MatrixCell;
	readonly compiled: CompiledPlan;
}

/**
 * Compiles the plans of all builds, so that what is wrong with any of them is told before the first one begins. Throws
 * UserError: that of the one that is wrong, or of all; `same-output` when two would write one file.
 */
export async function loadCells(
	{ cells, profiles }: Cells,
	flags: BuildFlags,
	argv: readonly string[],
	context: CliContext,
	loading: LoadOptions,
): Promise<LoadedCell[]> {
	const loaded: LoadedCell[] = [];
	const wrong: { readonly name: string; readonly error: UserError }[] = [];
	for (const cell of cells) {
		try {
			loaded.push({ cell, compiled: await loadCell(cell, profiles, flags, argv, context, loading) });
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			wrong.push({ name: cell.name, error });
		}
	}
	if (wrong.length > 0) throw whatIsWrong(wrong, cells.length);
	assertOwnFiles(loaded.map(({ cell, compiled: { plan } }) => ({ name: cell.name, files: filesOf(plan) })));
	return loaded;
}

async function loadCell(
	cell: MatrixCell,
	profiles: readonly string[],
	flags: BuildFlags,
	argv: readonly string[],
	context: CliContext,
	loading: LoadOptions,
): Promise<CompiledPlan> {
	const { release, architecture } = cell;
	const own = {
		...flags,
		...(release === undefined ? {} : { release }),
		...(architecture === undefined ? {} : { arch: architecture }),
	};
	const words = ownArguments(argv, cell, profiles, takesValue);
	const { options, env, catalogue } = await loadBuild(cell.targets, own, words, context, loading);
	const named = { ...options, imageName: imageNameOf(options.imageName, cell) };
	const compiled = await compile(named, env, catalogue, context.cwd);
	assertExists(cell, compiled.plan);
	return compiled;
}

/** What makes a build alone only doubtful is a combination that nobody has, where a list of values asks for it. */
const MISSING: readonly string[] = ["unknown-release", "unknown-architecture", "layout-architecture"];

function assertExists({ suffix }: MatrixCell, { warnings }: Plan): void {
	const missing = suffix === "" ? undefined : warnings.find(({ code }) => MISSING.includes(code));
	if (!missing) return;
	const { code, message, hint } = missing;
	throw new UserError({
		code,
		message,
		next: [...(hint ? [hint] : []), "Leave it out of the list, or build it alone."],
	});
}

/** Flags as they are typed, `-o` and `--output`, that have a value of their own. */
const WITH_VALUE: ReadonlySet<string> = new Set(
	[
		...SETTING_FLAGS.map(({ words }) => words),
		...VARIABLE_FLAGS.map(({ words }) => words),
		...["--set <x>", "--elements-path <x>", "--progress <x>", "--logfile <x>"],
	]
		.filter((words) => words.includes("<"))
		.flatMap((words) => words.match(/-[\w-]+/g) ?? []),
);
const takesValue = (word: string) => WITH_VALUE.has(word);

/** Several are told together, each once with the builds that it is about. */
function whatIsWrong(wrong: readonly { readonly name: string; readonly error: UserError }[], of: number): UserError {
	const kinds = new Map<string, { readonly error: UserError; readonly names: string[] }>();
	for (const { name, error } of wrong) {
		const kind = kinds.get(error.message) ?? { error, names: [] };
		kind.names.push(name);
		kinds.set(error.message, kind);
	}
	const [first] = [...kinds.values()];
	if (kinds.size === 1 && first) {
		const { code, message, place, next, exitCode } = first.error;
		const about = wrong.length === of ? "" : `${listed(first.names)}: `;
		return new UserError({ code, message: `${about}${message}`, ...(place ? { place } : {}), next, exitCode });
	}
	return new UserError({
		code: "builds-impossible",
		message: `${wrong.length} of ${of} builds cannot be made as they are asked for; none was begun`,
		next: [...kinds.values()].flatMap(({ error: { message, next, place }, names }) => [
			`${listed(names)}: ${message}${place ? ` (${place.file}${place.line ? `:${place.line}` : ""})` : ""}`,
			...next.slice(0, 1).map((step) => `  ${step}`),
		]),
		exitCode: Math.max(...wrong.map(({ error }) => error.exitCode)),
	});
}

function listed(names: readonly string[]): string {
	const shown = names.slice(0, 5).join(", ");
	return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

/** Everything that a build writes beside its image, by absolute paths without links. */
function filesOf({ imageName, outputs, hookFiles, settings }: Plan): string[] {
	const names = [
		...outputs.map(({ file }) => file),
		...hookFiles.map(({ file }) => file),
		`${imageName}.manifest.json`,
	];
	return names.map((name) => {
		const path = resolve(settings.directory, name);
		try {
			return join(realpathSync(dirname(path)), basename(path));
		} catch {
			return path;
		}
	});
}
