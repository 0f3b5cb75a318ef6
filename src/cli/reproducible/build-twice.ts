import { mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { EXIT, UserError } from "../../core/errors.js";
import type { BuildEvent } from "../../core/run/events.js";
import { runTool } from "../../host/run-tool.js";
import { ownStateFolder } from "../../host/user-folders.js";
import { readEvents } from "../../runs/events/read-events.js";
import { listRunIds, openRun } from "../../runs/runs.js";
import { runsFolder } from "../../runs/runs-folder.js";
import { readWrittenFiles } from "../../runs/written-files.js";

/** One of the two builds: its images, and what is known of how they came about. */
export interface Built {
	/** Where its images lie. */
	readonly folder: string;
	readonly events: readonly BuildEvent[];
	/** When each file of the tree was last changed, in milliseconds since 1970. */
	readonly written: ReadonlyMap<string, number>;
}

export interface BuildTwiceOptions {
	/** The words of `diskwright build`, and how it is started. */
	readonly program: readonly string[];
	readonly words: readonly string[];
	/** Of the images, without their folder. */
	readonly files: readonly string[];
	readonly folder: string;
	readonly cwd: string;
	readonly isRoot: boolean;
	readonly signal: AbortSignal;
	/** Says what is built now. */
	readonly tell: (line: string) => void;
	/** Around the second build. */
	readonly around: (work: () => Promise<Built>) => Promise<Built>;
}

/** What the second build is started by; the first argument is what the machine is called, where that can be changed. */
const ELSEWHERE = '[ -z "$0" ] || hostname "$0"; umask 077; exec "$@"';
const LOCALE = { LANG: "tr_TR.UTF-8", LANGUAGE: "tr", TZ: "Pacific/Kiritimati", HOSTNAME: "elsewhere" };

/** Builds the same image in the caller's surroundings and in others. Throws UserError when a build fails. */
export async function buildTwice(options: BuildTwiceOptions): Promise<readonly [Built, Built]> {
	const { folder, isRoot, tell, around } = options;
	tell("the first build, in your own surroundings");
	const first = await build(options, "first", [], {}, []);
	tell(
		"the second build: another host name, umask, language, time zone and TMPDIR, one processor, its tree on the disk",
	);
	const temporary = join(folder, "tmp");
	mkdirSync(temporary, { recursive: true });
	await runTool(["chmod", "1777", temporary]);
	// Programs that are not root go through it to there, as apt's do.
	await runTool(["chmod", "0711", folder]);
	const prefix = [
		...["taskset", "--cpu-list", firstProcessor()],
		...(isRoot ? ["unshare", "--uts"] : []),
		...["bash", "-c", ELSEWHERE, isRoot ? "elsewhere" : ""],
	];
	const second = await around(() => build(options, "second", prefix, { ...LOCALE, TMPDIR: temporary }, ["--no-tmpfs"]));
	return [first, second];
}

async function build(
	{ program, words, files, folder, cwd, signal }: BuildTwiceOptions,
	name: string,
	prefix: readonly string[],
	env: Readonly<Record<string, string>>,
	more: readonly string[],
): Promise<Built> {
	const state = ownStateFolder(join(folder, `state-${name}`));
	// Of one name for both: images may hold the words of their build.
	const log = join(folder, "build.log");
	const argv = [...prefix, ...program, "build", ...words, ...more, "--progress", "quiet", "--logfile", log];
	const { exitCode, stdout, stderr } = await runTool(argv, { cwd, env: { ...env, ...state }, signal, accept: "any" });
	if (exitCode !== 0) {
		throw new UserError({
			code: "build-failed",
			message: `the ${name} build failed:\n${stderr || stdout}`,
			next: ["Build it alone, until that is mended: diskwright build … --reproducible"],
			exitCode: exitCode > 0 && exitCode < 128 ? exitCode : EXIT.failed,
		});
	}
	const place = join(folder, name);
	mkdirSync(place);
	renameSync(log, join(place, "build.log"));
	for (const file of files) renameSync(join(folder, file), join(place, file));
	const runs = runsFolder(state);
	const run = openRun(runs, (await listRunIds(runs))[0] ?? "");
	const events: BuildEvent[] = [];
	for await (const event of readEvents(run.eventsFile, { follow: false })) {
		if (event.type !== "log") events.push(event);
	}
	return { folder: place, events, written: await readWrittenFiles(run.folder) };
}

/** The first that this process may run on. */
function firstProcessor(): string {
	const status = readFileSync("/proc/self/status", "utf8");
	return /^Cpus_allowed_list:\s*(\d+)/m.exec(status)?.[1] ?? "0";
}
