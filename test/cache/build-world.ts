import { execFile, spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseTaskRecords, type TaskRecord } from "../../src/core/layers/task-record.js";
import type { BuildEvent } from "../../src/core/run/events.js";
import type { World } from "./world.js";

/** What a build of a world has left. */
export interface Built {
	/** A line for every name of the tree. */
	readonly tree: readonly string[];
	/** Hooks that ran, and those whose layer was taken, in their order. */
	readonly ran: readonly string[];
	readonly cached: readonly string[];
	/** Why hooks ran, by task. */
	readonly causes: Readonly<Record<string, string>>;
	readonly records: readonly TaskRecord[];
}

export interface BuildHow {
	readonly layers: boolean;
	/** Where strace is to write what all its processes do. */
	readonly log?: string;
	/** Called with all that was said, until it returns true. */
	readonly during?: (said: string) => boolean;
}

/** In a mount namespace where its outputs lie beside those of another build that goes on at once. */
const START = `umask "$1"; ulimit -n "$2"; if [ -n "$3" ]; then mount --bind "$3" .; cd "$PWD"; fi; shift 3; exec "$@"`;
const STRACE = ["-f", "-qq", "-y", "-s", "1024", "--seccomp-bpf", "-e", "trace=%file,fchdir,%process,getdents64"];

/** Builds a world as it is. Throws with all that was said when that fails. */
export async function build({ folder, env, told }: World, { layers, log, during }: BuildHow): Promise<Built> {
	const profile = { version: 1, name: "world", elements: told.elements, variables: told.variables };
	writeFileSync(join(folder, "world.yaml"), JSON.stringify({ ...profile, "skip-base": true, ...told.profile }));
	const own = layers ? "layers" : "plain";
	const argv = [
		...["unshare", "--mount", "--propagation", "private", "bash", "-c", START, "sh", told.umask, String(told.files)],
		...[layers ? "" : join(folder, "plain"), ...(log === undefined ? [] : ["strace", ...STRACE, "-o", log])],
		...[process.execPath, join(folder, "program/dist/bin/diskwright.js"), "build", join(folder, "world.yaml")],
		...["-t", "tar", "-o", told.image, ...told.args, ...(layers ? ["--layers", "--again"] : [])],
	];
	const state = join(folder, `state-${own}`);
	const environment = { ...env, ...told.env, XDG_STATE_HOME: state };
	const { code, said } = await run(argv, join(folder, told.out), environment, during);
	if (code !== 0) throw new Error(`a build ${layers ? "with" : "without"} layers failed:\n${said}`);
	const out = join(folder, layers ? told.out : "plain");
	const tree = await treeOf(join(out, `${told.image}.tar`), join(folder, `tree-${own}`));
	for (const name of readdirSync(out)) rmSync(join(out, name), { recursive: true });
	const runs = join(state, "diskwright/runs");
	const id = /^build (\S+):/m.exec(said)?.[1] ?? "";
	const lines = readFileSync(join(runs, id, "events.ndjson"), "utf8")
		.trimEnd()
		.split("\n");
	const events = lines.map((line) => JSON.parse(line) as BuildEvent);
	const records = layers ? parseTaskRecords(readFileSync(join(runs, id, "hooks.ndjson"), "utf8")) : [];
	const causes = Object.fromEntries(
		[...said.matchAll(/^#(\d+) runs because: (.*)$/gm)].map(([, n = "", why = ""]) => [n, why]),
	);
	const numbers = Object.fromEntries(
		[...said.matchAll(/^#(\d+) (\S+): (\d\S*)/gm)].map(([, n = "", stage, task]) => [`${stage}/${task}`, n]),
	);
	rmSync(join(runs, id), { recursive: true });
	const ended = (outcome: string) =>
		events.flatMap((event) =>
			event.type === "task.finished" && event.outcome === outcome && HOOK.test(event.task) ? [event.task] : [],
		);
	const ran = ended("ok");
	const because = ran.map((task) => [task, causes[numbers[task] ?? ""] ?? ""]);
	return { tree, ran, cached: ended("cached"), causes: Object.fromEntries(because), records };
}

/** Tasks that layers can be of. */
const HOOK = /^(?:root|extra-data|pre-install|install|post-install)\/\d/;

async function run(
	[command = "", ...args]: readonly string[],
	cwd: string,
	env: NodeJS.ProcessEnv,
	during?: (said: string) => boolean,
): Promise<{ code: number | null; said: string }> {
	const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
	let said = "";
	let waits = during;
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding("utf8").on("data", (text) => {
			said += text;
			if (waits?.(said)) waits = undefined;
		});
	}
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once("error", reject).once("close", resolve);
	});
	return { code, said };
}

const LOOK =
	"find . -printf '%p %y %m %U:%G %n %l\\n'; find . -type f -exec sha256sum {} +; getfattr -R -d -m - . 2>/dev/null || true";

/** As `treeOfArchive`, while other builds go on. */
async function treeOf(archive: string, folder: string): Promise<string[]> {
	mkdirSync(folder);
	try {
		const start = promisify(execFile);
		await start("tar", ["-x", "-f", archive, "-C", folder, "--numeric-owner", "--xattrs", "--xattrs-include=*"]);
		const { stdout } = await start("bash", ["-c", LOOK], { cwd: folder, maxBuffer: 1 << 28 });
		return stdout.split("\n").filter(Boolean).sort();
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
