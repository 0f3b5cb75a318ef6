import { basename, dirname, join } from "node:path";
import { type Phase, type Where, whereRuns } from "../../core/hooks/phases.js";
import type { BuildContext } from "../build-context.js";
import { explainInterpreter } from "../failure/explain-failure.js";
import { chrootArgv, HOOKS_INSIDE } from "../root/chroot.js";
import type { Site } from "../steps/site.js";
import type { Matter, Step } from "../steps/step.js";
import { runLogged } from "../tasks/run-logged.js";
import { TaskFailure, type TaskHandle } from "../tasks/task.js";
import { glueScript } from "./shell-glue.js";
import type { PhaseShell } from "./snippets.js";

/** What a hook is given: the image, and what the snippets left. */
export interface HookInput {
	readonly site: Site;
	readonly shell: PhaseShell;
}

/** What a hook can reach. A hook outside may do anything; one inside has no way out of the image but the network. */
export const REACH: Readonly<Record<Where, readonly Matter[]>> = {
	chroot: ["tree", "mounts", "hooks", "host"],
	host: ["tree", "mounts", "hooks", "elements", "notes", "disk", "host"],
};
/** What of it a hook can change. */
export const CHANGES: Readonly<Record<Where, readonly Matter[]>> = {
	chroot: ["tree", "mounts"],
	host: ["tree", "mounts", "hooks", "notes", "disk", "outputs", "host"],
};

/** One script of a phase. */
export function hookStep(ctx: BuildContext, phase: Phase, name: string): Step<HookInput> {
	const where = whereRuns(phase);
	const inside = where === "chroot";
	const hook = join(inside ? HOOKS_INSIDE : ctx.work.hooks, `${phase}.d`, name);
	const source = ctx.sourceOf(phase, name);
	return {
		stage: phase,
		id: name,
		title: name,
		reads: REACH[where],
		changes: CHANGES[where],
		...(source ? { element: source.element, file: source.file } : {}),
		where,
		argv: [hook],
		mayBeSkipped: true,
		async rewind(_, { site }) {
			if (site.rewindable) await ctx.rootTree.dropChanges();
			if (source) await ctx.refreshHook(phase, name, source.file);
		},
		async run(_, { site, shell }, task) {
			await runHook(ctx, site, shell, hook, inside, task);
			if (inside) await watchResolver(ctx, phase, site, task);
			if (phase === "block-device") warnOfOwnDevice(ctx, task);
		},
	};
}

async function runHook(
	ctx: BuildContext,
	{ tree }: Site,
	shell: PhaseShell,
	hook: string,
	inside: boolean,
	task: TaskHandle,
): Promise<void> {
	const name = basename(hook);
	const argv = ["bash", "-c", await glueScript("run-hook"), "run-hook", shell.umask, shell.cwd, shell.limits, hook];
	const seconds = hookSeconds(join(basename(dirname(hook)), name), ctx.timeout.timeoutSeconds);
	const ended = await runLogged({
		argv: inside ? chrootArgv(tree, argv) : argv,
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
	const why = await explainInterpreter(ended.exitCode, file, inside ? tree : "/");
	throw new TaskFailure(`the hook ${name} ${how}`, ended.exitCode, ended.signal, why);
}

/** A hook of the last phases may well leave a link that has a meaning only once the image runs. */
async function watchResolver(ctx: BuildContext, phase: Phase, { tree }: Site, { id }: TaskHandle): Promise<void> {
	const fault = await ctx.resolver.after(id, tree);
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

/** How long a hook that does nothing but download may take when nobody has said how long hooks may take. */
const DOWNLOAD_HOOK_SECONDS = 4 * 3600;

/**
 * Hooks that only download, ours and those of diskimage-builder: package lists, sources, cloud images. What installs packages
 * takes as long as it takes.
 */
const DOWNLOADS = [
	/^extra-data\.d\/\d+-source-repositories$/,
	/^root\.d\/\d+-cache-[\w-]+-tarball$/,
	/^root\.d\/\d+-[\w-]+-cloud-image$/,
	/^pre-install\.d\/\d+-apt-get-update$/,
];

/** The longest time of a hook (`PHASE.d/NAME`) in seconds; undefined for as long as it takes. */
export function hookSeconds(hook: string, asked: number | undefined): number | undefined {
	return asked ?? (DOWNLOADS.some((pattern) => pattern.test(hook)) ? DOWNLOAD_HOOK_SECONDS : undefined);
}
