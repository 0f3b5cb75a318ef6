import { UserError } from "../core/errors.js";
import { requireTool } from "../host/require-tool.js";
import { runTool } from "../host/run-tool.js";

/** What git said. */
export interface GitResult {
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
}

export interface GitOptions {
	/** GIT_DIR, GIT_INDEX_FILE and the like. */
	readonly env?: Readonly<Record<string, string>>;
}

/** A server that sends nothing for so long is given up. */
const STALL_SECONDS = 30;
const MIB = 2 ** 20;
/** The status of timeout(1) when the time was over. */
const TIMED_OUT = 124;

/** What a server that answers without end may take; docs/downloads.md. Throws UserError `bad-limit`. */
function limits(): { readonly seconds: number; readonly memoryMiB: number; readonly fileMiB: number } {
	return {
		seconds: limit("DIB_GIT_TIMEOUT", 900),
		memoryMiB: limit("DIB_GIT_MEMORY", 4096),
		fileMiB: limit("DIB_DOWNLOAD_SIZE", 20_480),
	};
}

function limit(name: string, otherwise: number): number {
	const value = process.env[name] || String(otherwise);
	if (/^\d+(\.\d+)?$/.test(value) && Number(value) > 0) return Number(value);
	throw new UserError({
		code: "bad-limit",
		message: `${name} is '${value}', which is not a number above 0`,
		next: [`Leave it away for ${otherwise}: unset ${name}`],
	});
}

/**
 * The user's own settings of git hold for reaching a server; nothing may ask in the terminal, clean up objects that only
 * we know of, or change files on their way out.
 */
const SETTINGS = [
	"gc.auto=0",
	"maintenance.auto=false",
	"core.autocrlf=false",
	"core.fileMode=true",
	"advice.detachedHead=false",
	`http.lowSpeedTime=${STALL_SECONDS}`,
	"http.lowSpeedLimit=1",
].flatMap((setting) => ["-c", setting]);

/** Runs git, in the C locale and without a terminal, and returns also when it failed. Throws UserError `missing-tool`. */
export async function git(args: readonly string[], { env = {} }: GitOptions = {}): Promise<GitResult> {
	const program = requireTool("git", "fetching collections of elements");
	const { seconds, memoryMiB, fileMiB } = limits();
	const within = [`--as=${Math.round(memoryMiB * MIB)}`, `--fsize=${Math.round(fileMiB * MIB)}`, "--core=0"];
	// With what git has started to talk to the server, which would keep us waiting.
	const timed = [requireTool("timeout", "fetching collections of elements"), "--kill-after=5", String(seconds)];
	const { exitCode, stdout, stderr } = await runTool(
		[
			...[...timed, requireTool("prlimit", "fetching collections of elements"), ...within, "--"],
			...[program, ...SETTINGS, ...args],
		],
		{ env: { ...environment(), ...env }, onlyEnv: true, accept: "any", cwd: "/" },
	);
	const said = exitCode === TIMED_OUT ? `${stderr}\nfatal: no answer in ${seconds} seconds` : stderr;
	return { exitCode, stdout, stderr: said };
}

/** What git complained about, in one line: its fatal error, else its last line. */
export function complaint({ stderr }: Pick<GitResult, "stderr">): string {
	const lines = stderr.split("\n").filter((line) => line.trim() !== "" && !/^(hint|warning|remote):/.test(line));
	const at = lines.findIndex((line) => /^(fatal|error):/.test(line));
	const said = at < 0 ? (lines.at(-1) ?? "git said nothing") : (lines[at] as string);
	const more = said.endsWith(":") ? ` ${lines[at + 1] ?? ""}` : "";
	return `${said.replace(/^(fatal|error): /, "")}${more}`.trim();
}

/** A repository that somebody works in must not become ours because a variable says so. */
function environment(): Record<string, string> {
	const own = Object.entries(process.env).filter(
		(entry): entry is [string, string] =>
			entry[1] !== undefined && !/^GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|NAMESPACE|PREFIX)$/.test(entry[0]),
	);
	return {
		GIT_SSH_COMMAND: "ssh -o BatchMode=yes -o ConnectTimeout=20",
		...Object.fromEntries(own),
		GIT_TERMINAL_PROMPT: "0",
		GIT_ASKPASS: "true",
		LC_ALL: "C",
	};
}
