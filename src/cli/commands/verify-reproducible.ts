import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { Command } from "commander";
import { EXIT, UserError } from "../../core/errors.js";
import type { OutputFormat } from "../../core/output/output-formats.js";
import { isRoot } from "../../host/privilege.js";
import { onStopSignal } from "../../host/stop-signals.js";
import { addBuildFlags, type BuildFlags } from "../build/build-flags.js";
import { loadBuild } from "../build/build-request.js";
import { compile } from "../build/compile.js";
import type { CliContext } from "../entry/context.js";
import { buildTwice } from "../reproducible/build-twice.js";
import { aDayAhead } from "../reproducible/clock.js";
import { compareImages, explainDisk, explainTrees } from "../reproducible/explain.js";

interface VerifyFlags {
	readonly moveClock?: true;
	readonly folder?: string;
	readonly yes?: true;
}

/** `diskwright verify-reproducible PROFILE|ELEMENT…`: builds twice, and explains what differs. `exit` takes the exit code. */
export function verifyReproducibleCommand(
	context: CliContext,
	argv: readonly string[],
	exit: (code: number) => void,
): Command {
	const command = new Command("verify-reproducible")
		.description("build an image twice in different surroundings, and say what differs and why")
		.argument("<profile|element...>", "what 'diskwright build' would build, with its options");
	return addBuildFlags(command)
		.optionsGroup("How it is verified:")
		.option("--move-clock", "set the clock of this machine forward by a day during the second build, and back")
		.option("--folder <path>", "a new or empty folder that keeps both builds")
		.option("-y, --yes", "ask nothing, and install missing host tools")
		.action(async (targets: string[], flags: BuildFlags & VerifyFlags) =>
			exit(await verify(targets, flags, argv, context)),
		);
}

async function verify(
	targets: readonly string[],
	flags: BuildFlags & VerifyFlags,
	argv: readonly string[],
	context: CliContext,
): Promise<number> {
	const { stdout, stderr, packageRoot, cwd } = context;
	const asked = { ...flags, reproducible: true } as const;
	const { options, env, catalogue } = await loadBuild(targets, asked, argv.slice(1), context);
	// By an archive of the tree differences are explained; what cannot be the same twice is refused here.
	const formats: OutputFormat[] = [...new Set<OutputFormat>([...options.formats, "tar"])];
	const { plan } = await compile({ ...options, formats }, env, catalogue, cwd);
	const folder = openFolder(flags.folder, cwd);
	const stop = new AbortController();
	const release = onStopSignal((by) =>
		stop.abort(new UserError({ code: "cancelled", message: `cancelled by ${by}`, exitCode: EXIT.cancelled })),
	);
	try {
		const name = basename(plan.imageName);
		const files = plan.outputs.filter(({ format }) => format !== "dir").map(({ file }) => basename(file));
		const both = await buildTwice({
			program: [process.execPath, join(packageRoot, "dist/bin/diskwright.js")],
			words: [...ownWordsOut(argv.slice(1)), "--reproducible", "-o", join(folder, name), "-t", formats.join(",")],
			...{ files, folder, cwd, isRoot: isRoot(), signal: stop.signal },
			tell: (line) => stderr.write(`${line}\n`),
			around: flags.moveClock ? (work) => aDayAhead(work) : (work) => work(),
		});
		const compared = await compareImages(files, both);
		for (const { file, equal, digest } of compared)
			stdout.write(`${equal ? "equal  " : "differs"}  ${file}  ${equal ? digest : ""}`.trimEnd().concat("\n"));
		const different = compared.filter(({ equal }) => !equal).map(({ file }) => file);
		if (different.length === 0) return EXIT.ok;
		const trees = await explainTrees(`${name}.tar`, both);
		for (const line of trees) stdout.write(`  ${line}\n`);
		if (trees.length === 0) {
			stdout.write("  The trees are equal.\n");
			for (const file of different.filter((one) => /\.(raw|qcow2)$/.test(one)))
				stdout.write(`  ${await explainDisk(file, both)}\n`);
		}
		return EXIT.failed;
	} finally {
		release();
		if (flags.folder === undefined) rmSync(folder, { recursive: true, force: true });
	}
}

/** Both builds write to it under one name, one after the other: what hooks see of it is the same. */
function openFolder(given: string | undefined, cwd: string): string {
	if (given === undefined) return mkdtempSync("/var/tmp/diskwright-verify-");
	const folder = resolve(cwd, given);
	mkdirSync(folder, { recursive: true });
	if (readdirSync(folder).length === 0) return folder;
	throw new UserError({
		code: "folder-not-empty",
		message: `The folder ${folder} is not empty`,
		next: ["Give --folder a new one: both builds are kept in it."],
	});
}

/** The words that `diskwright build` knows too. */
function ownWordsOut(words: readonly string[]): string[] {
	return words.filter(
		(word, index) =>
			word !== "--move-clock" &&
			word !== "--folder" &&
			!word.startsWith("--folder=") &&
			words[index - 1] !== "--folder",
	);
}
