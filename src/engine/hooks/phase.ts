import { open, readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { hookSeconds } from "../../core/hooks/download-hooks.js";
import { runnableHooks } from "../../core/hooks/hook-order.js";
import { ignoredHook, isMeantAsHook } from "../../core/hooks/ignored-hook.js";
import { type Phase, whereRuns } from "../../core/hooks/phases.js";
import type { BuildContext } from "../build-context.js";
import { explainInterpreter } from "../failure/explain-failure.js";
import { chrootArgv, HOOKS_INSIDE, withHooksInside } from "../root/chroot.js";
import { type Ended, runLogged } from "../tasks/run-logged.js";
import { TaskFailure, type TaskHandle } from "../tasks/task.js";
import { absoluteLinks } from "../tree/absolute-links.js";
import { breakPoint } from "./break-points.js";
import { environmentInside } from "./environment.js";
import { listEntries } from "./hook-entries.js";
import { glueScript } from "./shell-glue.js";

/** What the snippets of environment.d leave behind for every hook of the phase: they are sourced once, not once a hook. */
export interface PhaseShell {
	readonly env: Record<string, string>;
	readonly umask: string;
	readonly cwd: string;
	/** False after a snippet's `set +e`: failing hooks do not stop the phase (contract §6.4, Q19). */
	readonly errexit: boolean;
	/** What they changed with `ulimit`: letter, soft and hard limit of each resource. */
	readonly limits: string;
}

export interface PhaseOptions {
	/** Adds TARGET_ROOT (contract §3.2: root and cleanup only). */
	readonly variables?: Readonly<Record<string, string>>;
	/** The tree is an overlay whose changes a retry can drop. */
	readonly rewindable: boolean;
}

/** Runs all hooks of one phase, inside the image for chroot phases (contract §7, §8.2). */
export async function runPhase(ctx: BuildContext, phase: Phase, options: PhaseOptions): Promise<void> {
	const inside = whereRuns(phase) === "chroot";
	const directory = join(ctx.work.hooks, `${phase}.d`);
	const present = (await stat(directory).catch(() => undefined))?.isDirectory() ?? false;
	if (!inside) await breakPoint(ctx, `before-${phase}`);
	if (present) {
		const run = () => runHooks(ctx, phase, directory, options);
		if (inside) {
			await withHooksInside(ctx.tree, ctx.work.hooks, async () => {
				await breakPoint(ctx, `before-${phase}`, "chroot");
				await run().catch(async (error) => {
					if (!ctx.signal.aborted) await breakPoint(ctx, "after-error", "chroot");
					throw error;
				});
				await breakPoint(ctx, `after-${phase}`, "chroot");
			});
		} else {
			await run().catch(async (error) => {
				// DIB stops here for this phase alone among those outside (contract §7.7).
				if (phase === "block-device" && !ctx.signal.aborted) await breakPoint(ctx, "after-error");
				throw error;
			});
		}
	}
	if (!inside) await breakPoint(ctx, `after-${phase}`);
}

async function runHooks(ctx: BuildContext, phase: Phase, directory: string, options: PhaseOptions): Promise<void> {
	const inside = whereRuns(phase) === "chroot";
	// Read now and not when planning: extra-data hooks add hooks.
	const entries = await listEntries(directory);
	const { run: hooks, ignored } = runnableHooks(entries, ctx.environment.RUN_PARTS_REGEX);
	const isNews = (name: string) => isMeantAsHook(name, entries[name]?.kind) && !wasPlanned(ctx, phase, name);
	let shell = undefined as PhaseShell | undefined;
	await ctx.tasks.run({
		id: `${phase}/environment`,
		stage: phase,
		title: "environment snippets",
		where: whereRuns(phase),
		mayBeSkipped: false,
		run: async (task) => {
			if (ctx.plan.settings.debugTrace > 0) {
				for (const { name, why } of ignored) task.log.note(`dib-run-parts Ignoring ${name}: ${why}`);
			}
			for (const { name, why } of ignored.filter((one) => isNews(one.name))) {
				ctx.emit({ type: "warning", ...ignoredHook(`${phase}.d/${name}`, name, why) });
			}
			// Without a hook too: a snippet may refuse the phase (contract §6.1, §6.4).
			shell = await sourceSnippets(ctx, phase, options, task);
		},
	});
	const left = shell;
	if (!left) return;
	if (!inside && phase !== "root" && hooks.length > 0) await warnOfAbsoluteLinks(ctx, phase, hooks);
	const seconds: { name: string; seconds: number }[] = [];
	for (const name of hooks) {
		if (options.rewindable && ctx.plan.settings.onFailure.mode === "hold") await ctx.rootTree.checkpoint();
		const hook = inside ? `${HOOKS_INSIDE}/${phase}.d/${name}` : join(directory, name);
		const source = ctx.sourceOf(phase, name);
		const start = performance.now();
		await ctx.tasks.run({
			id: `${phase}/${name}`,
			stage: phase,
			title: name,
			...(source ? { element: source.element, file: source.file } : {}),
			where: whereRuns(phase),
			argv: [hook],
			mayBeSkipped: true,
			rewind: async () => {
				if (options.rewindable) await ctx.rootTree.dropChanges();
				if (source) await ctx.refreshHook(phase, name, source.file);
			},
			run: async (task) => {
				await runHook(ctx, left, hook, inside, task);
				if (inside) await watchResolver(ctx, phase, task);
				if (phase === "block-device") warnOfOwnDevice(ctx, task);
			},
		});
		seconds.push({ name, seconds: (performance.now() - start) / 1000 });
	}
}

/** Ours find files of the image inside it; those of others glue paths together, and DIB's contract lets them. */
async function warnOfAbsoluteLinks(ctx: BuildContext, phase: Phase, hooks: readonly string[]): Promise<void> {
	const builtIn = ctx.plan.elementsPath.at(-1);
	const others = hooks.filter((hook) => !ctx.sourceOf(phase, hook)?.file.startsWith(`${builtIn}/`));
	const links = others.length > 0 ? await absoluteLinks(ctx.tree) : [];
	if (links.length === 0) return;
	ctx.emit({
		type: "warning",
		code: "absolute-links",
		message: `Folders of the image are absolute links: ${links.join(", ")}; through them a hook outside the image reaches this host: ${others.map((hook) => `${phase}.d/${hook}`).join(", ")}`,
		hint: "Make such links relative, or let these hooks ask in_tree of $_LIB/in-tree.",
	});
}

/** What the plan knew it has warned of, or found to be data; hooks of extra-data add more. */
function wasPlanned({ plan }: BuildContext, phase: Phase, name: string): boolean {
	return plan.phases.some((planned) => planned.phase === phase && planned.ignored.some((one) => one.name === name));
}

/** A hook of the last phases may well leave a link that has a meaning only once the image runs. */
async function watchResolver(ctx: BuildContext, phase: Phase, { id }: TaskHandle): Promise<void> {
	const fault = await ctx.resolver.after(id, ctx.tree);
	if (fault === undefined || phase === "finalise") return;
	ctx.emit({
		type: "warning",
		code: "no-resolver",
		message: `Later hooks can look up no names: ${fault}`,
		hint: "What the finished image is to have belongs into /etc/resolv.conf.ORIG, which takes its place at the end.",
		task: id,
	});
}

/** DIB once took the disk from what these hooks print; since it has layouts, such a build cannot succeed there (contract §7.9). */
function warnOfOwnDevice(ctx: BuildContext, { id, log }: TaskHandle): void {
	if (!log.lastLines(SEARCHED_LINES).some((line) => line.includes("IMAGE_BLOCK_DEVICE="))) return;
	ctx.emit({
		type: "warning",
		code: "own-block-device",
		message: `${id} names a block device (IMAGE_BLOCK_DEVICE=), which is ignored: the disk is made from its layout`,
		hint: "Describe the disk in a block-device-default.yaml of the element.",
		task: id,
	});
}

const SEARCHED_LINES = 50;

async function runHook(
	ctx: BuildContext,
	shell: PhaseShell,
	hook: string,
	inside: boolean,
	task: TaskHandle,
): Promise<void> {
	const name = basename(hook);
	const argv = ["bash", "-c", await glueScript("run-hook"), "run-hook", shell.umask, shell.cwd, shell.limits, hook];
	const seconds = hookSeconds(join(basename(dirname(hook)), name), ctx.timeout.timeoutSeconds);
	const ended = await runLogged({
		argv: inside ? chrootArgv(ctx.tree, argv) : argv,
		cwd: inside ? "/" : ctx.plan.settings.directory,
		env: shell.env,
		output: task.log,
		signal: ctx.signal,
		title: `the hook ${name}`,
		...(seconds === undefined ? {} : { timeoutSeconds: seconds }),
	});
	if (ended.exitCode === 0) return;
	const how = ended.signal ? `was killed by ${ended.signal}` : `failed with status ${ended.exitCode}`;
	if (!shell.errexit) {
		task.log.note(`${name} ${how}; a snippet has switched failure detection off (set +e): going on`);
		return;
	}
	const file = join(ctx.work.hooks, basename(dirname(hook)), name);
	const why = await explainInterpreter(ended.exitCode, file, inside ? ctx.tree : "/");
	throw new TaskFailure(`the hook ${name} ${how}`, ended.exitCode, ended.signal, why);
}

/** Runs one command inside the image with a phase's environment, without it when a snippet ended the phase. */
export async function runInside(
	ctx: BuildContext,
	shell: PhaseShell | undefined,
	argv: readonly string[],
	task: TaskHandle,
): Promise<Ended> {
	return runLogged({
		argv: chrootArgv(ctx.tree, argv),
		cwd: "/",
		env: shell?.env ?? environmentInside(ctx.environment, ctx.callerNames),
		output: task.log,
		signal: ctx.signal,
		title: argv.join(" "),
		...ctx.timeout,
	});
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
	options: Pick<PhaseOptions, "variables">,
	task: TaskHandle,
): Promise<PhaseShell | undefined> {
	const inside = whereRuns(phase) === "chroot";
	const base = { ...ctx.environment, ...options.variables };
	const snippets = join(inside ? HOOKS_INSIDE : ctx.work.hooks, "environment.d");
	// Snippets look beside their $0 as they would beside the runner.
	const runner = join(inside ? HOOKS_INSIDE : (base._LIB ?? ""), "dib-run-parts");
	const argv = [
		"bash",
		"-c",
		await glueScript("source-snippets"),
		runner,
		snippets,
		inside ? INSIDE_UMASK : octal(ctx.order.caller.umask),
	];
	const dump = await open(join(ctx.work.build, `shell.${phase}`), "w+", 0o600);
	try {
		const ended = await runLogged({
			argv: inside ? chrootArgv(ctx.tree, argv) : argv,
			cwd: inside ? "/" : ctx.plan.settings.directory,
			env: inside ? environmentInside(base, ctx.callerNames) : base,
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
