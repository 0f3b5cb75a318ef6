import type { BuildContext } from "./build-context.js";
import { describeDiskForHooks, sizeImage } from "./disk/final-disk.js";
import { makeFinalFileSystems } from "./disk/final-file-systems.js";
import { addEngineHooks } from "./hooks/engine-hooks.js";
import { installExtraPackages } from "./hooks/extra-packages.js";
import { writeHooksTree } from "./hooks/hooks-tree.js";
import { runPhase } from "./hooks/phase.js";
import { bootTest } from "./output/boot-test.js";
import { writeDiskOutputs, writeTreeOutputs } from "./output/outputs.js";
import { lendLogins } from "./root/apt-logins.js";
import { mountKernelFileSystems } from "./root/chroot.js";
import { endHolders } from "./root/end-holders.js";
import { finaliseTree, hasContent, missingFolders } from "./root/finalise-tree.js";
import { borrowResolvConf } from "./root/resolv-conf.js";
import { engineStep, stage } from "./tasks/stage.js";
import { TaskFailure } from "./tasks/task.js";
import { removeInTree } from "./tree/files.js";
import { filesBeside, tellOfLeftFiles } from "./work/left-files.js";

/** Carries a plan out: the exact order of the contract, §7.3 (its step numbers stand beside the calls). */
export async function build(ctx: BuildContext): Promise<void> {
	const { work } = ctx;
	const target = () => ({ TARGET_ROOT: work.mount });
	const onOverlay = { rewindable: true };
	const onDisk = { rewindable: false };
	const beside = await filesBeside(ctx);

	await stage(ctx, "prepare", async () => {
		await engineStep(ctx, "prepare", "hooks", "merge the hooks of all elements", async () => {
			await describeDiskForHooks(ctx); // 3
			await writeHooksTree(ctx.elements, work.hooks); // 5
		});
	});
	await stage(ctx, "root", async () => {
		await runPhase(ctx, "root", { ...onOverlay, variables: target() });
		await engineStep(ctx, "root", "check", "check the root tree", async () => {
			if (!(await hasContent(ctx.tree))) {
				throw new TaskFailure("Failed to deploy the root element.", 1, undefined, [
					"No hook of root.d has filled the image: look at the log of the operating-system element.",
				]); // 6
			}
			const missing = await missingFolders(ctx.tree);
			if (missing.length > 0) {
				throw new TaskFailure(`The root phase has left no ${missing.join(", ")} in the image`, 1, undefined, [
					"The build needs them as mount points: make them in a hook of root.d.",
				]);
			}
			await borrowResolvConf(ctx.tree); // 7
			await mountKernelFileSystems(ctx.tree); // 8
			await addEngineHooks(work.hooks, ctx.environment._LIB as string, ctx.plan.settings.installType); // 9
		});
	});
	await stage(ctx, "extra-data", () => runPhase(ctx, "extra-data", onOverlay)); // 10
	await stage(ctx, "pre-install", () => runPhase(ctx, "pre-install", onOverlay)); // 11
	await stage(ctx, "install", async () => {
		await runPhase(ctx, "install", onOverlay); // 12
		await installExtraPackages(ctx); // 13
	});
	await stage(ctx, "post-install", () => runPhase(ctx, "post-install", onOverlay)); // 14
	const endLogins = await stage(ctx, "post-root", async () => {
		await runPhase(ctx, "post-root", onOverlay); // 15
		return engineStep(ctx, "post-root", "take-down", "unmount everything below the tree", async () => {
			const end = await lendLogins(ctx.tree, work.hooks, ctx.secrets.values);
			tellOfLeftovers(ctx, await removeInTree(ctx.tree, "lost+found")); // 16
			await ctx.rootTree.moveTo(work.built); // 17, 18
			ctx.tree = work.built;
			return end;
		});
	});
	await stage(ctx, "block-device", async () => {
		await sizeImage(ctx); // 19
		await runPhase(ctx, "block-device", onDisk); // 20
	});
	const disk = await stage(ctx, "disk", () => makeFinalFileSystems(ctx)); // 21-23
	await stage(ctx, "pre-finalise", () => runPhase(ctx, "pre-finalise", onDisk)); // 24
	await stage(ctx, "finalise", () => runPhase(ctx, "finalise", onDisk)); // 25
	const left = await stage(ctx, "cleanup", async () => {
		await runPhase(ctx, "cleanup", { ...onDisk, variables: target() });
		await engineStep(ctx, "cleanup", "finalise-tree", "empty /tmp and logs, put resolv.conf back", async () => {
			tellOfDaemons(ctx, await endHolders(ctx.tree));
			tellOfLeftovers(ctx, [...(await endLogins(ctx.tree)), ...(await finaliseTree(ctx.tree))]);
		}); // 26
		return tellOfLeftFiles(ctx, beside);
	});
	await stage(ctx, "output", async () => {
		await disk.showTreeAlone(); // 28
		const written = await writeTreeOutputs(ctx); // 27
		const sealed = await disk.seal(); // 29, 30
		await writeDiskOutputs(ctx, sealed, written, left); // 32
	});
	if (ctx.plan.settings.bootTest) await stage(ctx, "boot-test", () => bootTest(ctx));
}

/** The image is finished but for these: it is kept, and the user decides. */
function tellOfLeftovers({ emit }: BuildContext, left: readonly string[]): void {
	if (left.length === 0) return;
	emit({
		type: "warning",
		code: "left-in-image",
		message: `Something in the image resists being cleaned up: ${left.slice(0, MOST_TOLD).join("; ")}`,
		hint: "Look for the hook that made it so: chattr +i, a daemon that still runs, a mount.",
	});
}

function tellOfDaemons({ emit }: BuildContext, names: readonly string[]): void {
	if (names.length === 0) return;
	emit({
		type: "warning",
		code: "daemon-in-image",
		message: `Still running in the image at its end, and ended: ${names.join(", ")}`,
		hint: "A hook has started it: stop it there, so that what it writes is complete.",
	});
}

const MOST_TOLD = 5;
