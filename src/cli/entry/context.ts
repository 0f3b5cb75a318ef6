import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Writable } from "node:stream";
import { knownSecrets } from "../../core/secrets/find-secrets.js";
import { createMasker, type Masker } from "../../core/secrets/masker.js";
import { asciiText, needsAscii } from "../../core/text/ascii-signs.js";
import { callersEnvironment, callersFolder } from "../../host/surroundings.js";
import { peekPreferences } from "../../profiles/peek-preferences.js";
import { cleanOutput } from "./clean-output.js";

/** What a command gets from the process it runs in; tests hand in their own. */
export interface CliContext {
	readonly env: Readonly<Record<string, string>>;
	readonly cwd: string;
	/** Both clean what is written to them (clean-output.ts). */
	readonly stdout: Writable;
	readonly stderr: Writable;
	/** Root of the installed package: holds `dist`, `elements`, `profiles`. */
	readonly packageRoot: string;
	readonly version: string;
}

/** The context of the running process. */
export function processContext(): CliContext {
	const packageRoot = findPackageRoot(import.meta.dirname);
	const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string };
	const env = callersEnvironment();
	const mask = callersMasker(env, process.argv.slice(2));
	const signs = signsFor(env);
	const stdout = cleanOutput(process.stdout, mask, signs);
	const stderr = cleanOutput(process.stderr, mask, signs);
	return {
		env,
		// Asked for by whoever needs it: help and doctor do without.
		get cwd() {
			return callersFolder();
		},
		stdout,
		stderr,
		packageRoot,
		version,
	};
}

/** Writes our signs as the caller's terminal can show them; looked at when something is written. */
function signsFor(env: Readonly<Record<string, string>>): (text: string) => string {
	let ascii: boolean | undefined;
	return (text) => {
		ascii ??= needsAscii(env, peekPreferences(env).signs);
		return ascii ? asciiText(text) : text;
	};
}

/** Hides what the caller's environment and command line hold of secrets; made when something is written. */
function callersMasker(env: Readonly<Record<string, string>>, argv: readonly string[]): Masker {
	let mask: Masker | undefined;
	return (text) => {
		mask ??= createMasker(knownSecrets(env, argv));
		return mask(text);
	};
}

/**
 * Everybody can read a command line in the list of processes: one that holds a secret is overwritten there, once it has
 * been read.
 */
export function hideCommandLine(program: string, argv: readonly string[]): void {
	const mask = createMasker(knownSecrets({}, argv));
	const shown = argv.map(mask);
	if (shown.join("\0") !== argv.join("\0")) process.title = [program, ...shown].join(" ");
}

/** Source tree and bundle lie at different depths below the package: the way up ends at its package.json. */
function findPackageRoot(start: string): string {
	for (let folder = start; ; folder = dirname(folder)) {
		if (existsSync(join(folder, "package.json"))) return folder;
		if (folder === dirname(folder)) throw new Error(`no package.json above ${start}`);
	}
}
