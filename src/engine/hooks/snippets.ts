import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Phase, whereRuns } from "../../core/hooks/phases.js";
import type { BuildContext } from "../build-context.js";
import { chrootArgv, HOOKS_INSIDE } from "../root/chroot.js";
import type { Site } from "../steps/site.js";
import { type Ended, runLogged } from "../tasks/run-logged.js";
import { TaskFailure, type TaskHandle } from "../tasks/task.js";
import { phaseEnvironment } from "./quick-initramfs.js";
import { glueScript } from "./shell-glue.js";

/** What the snippets of environment.d leave behind: every hook of the phase gets exactly this; they are sourced once, not once a hook. */
export interface PhaseShell {
	readonly env: Record<string, string>;
	readonly umask: string;
	readonly cwd: string;
	/** False after a snippet's `set +e`: failing hooks do not stop the phase (contract §6.4, Q19). */
	readonly errexit: boolean;
	/** What they changed with `ulimit`: letter, soft and hard limit of each resource. */
	readonly limits: string;
}

/** Whoever builds, the image is to be the same; hooks outside work for their caller (contract §3.5). */
const INSIDE_UMASK = "0022";
const octal = (umask: number) => umask.toString(8).padStart(4, "0");

/**
 * Sources environment.d once, where the hooks will run, and keeps what it leaves. The result comes back on descriptor 3
 * because inside the image there is no place to write that is not part of the image. Undefined when a snippet ended the
 * phase with `exit 0`: it succeeds without any of its hooks (contract §6.4).
 */
export async function sourceSnippets(
	ctx: BuildContext,
	phase: Phase,
	{ tree, variables }: Site,
	task: TaskHandle,
): Promise<PhaseShell | undefined> {
	const inside = whereRuns(phase) === "chroot";
	const base = { ...ctx.environment, ...variables };
	const snippets = join(inside ? HOOKS_INSIDE : ctx.work.hooks, "environment.d");
	// Snippets look beside their $0 as they would beside the runner.
	const runner = join(inside ? HOOKS_INSIDE : (base._LIB ?? ""), "dib-run-parts");
	const argv = [
		"bash",
		"-c",
		await glueScript("source-snippets"),
		runner,
		snippets,
		inside || ctx.plan.settings.reproducible ? INSIDE_UMASK : octal(ctx.order.caller.umask),
	];
	const dump = await open(join(ctx.work.build, `shell.${phase}`), "w+", 0o600);
	try {
		const ended = await runLogged({
			argv: inside ? chrootArgv(tree, argv) : argv,
			cwd: inside ? "/" : ctx.plan.settings.directory,
			env: inside ? phaseEnvironment(ctx, variables) : base,
			output: task.log,
			signal: ctx.signal,
			title: "environment snippets",
			descriptor3: dump.fd,
			...ctx.timeout,
		});
		const items = (await readFile(join(ctx.work.build, `shell.${phase}`), "utf8")).split("\0");
		if (ended.exitCode !== 0) throw snippetFailure(ctx, phase, ended, lastSnippet(items));
		const left = items.indexOf("left");
		if (left >= 0) {
			const shell = parseShell(items.slice(left + 1));
			ctx.secrets.learn(shell.env);
			return shell;
		}
		task.log.note(`a snippet of environment.d has ended the ${phase} phase with exit 0: its hooks are not run`);
		return undefined;
	} finally {
		await dump.close();
	}
}

/** The name of the snippet that was begun last, out of what the glue writes; undefined when there was none. */
const lastSnippet = (items: readonly string[]) =>
	items.findLast((item) => item.startsWith("sourcing "))?.slice("sourcing ".length);

/** Elements use snippets to refuse what cannot work; those of a hook's making have no element. */
function snippetFailure(ctx: BuildContext, phase: Phase, ended: Ended, snippet: string | undefined): TaskFailure {
	const origin = snippet === undefined ? undefined : ctx.snippetSource(snippet);
	const what = snippet === undefined ? "a snippet of environment.d" : `the snippet environment.d/${snippet}`;
	const how = ended.signal ? `was killed by ${ended.signal}` : `ended with status ${ended.exitCode}`;
	const next = "Read above what it says: with snippets elements refuse a combination that cannot work.";
	return new TaskFailure(`${what} ${how} before the ${phase} phase`, ended.exitCode, ended.signal, [next], origin);
}

/** Umask, directory, errexit (`on`/`off`), limits, then NAME=value for every exported variable. */
function parseShell(items: readonly string[]): PhaseShell {
	const [umask = "0022", cwd = "/", errexit = "on", limits = "", ...variables] = items;
	const env: Record<string, string> = {};
	for (const variable of variables) {
		const equals = variable.indexOf("=");
		if (equals > 0) env[variable.slice(0, equals)] = variable.slice(equals + 1);
	}
	return { env, umask, cwd, errexit: errexit === "on", limits };
}
