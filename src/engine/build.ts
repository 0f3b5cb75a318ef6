import type { BuildContext } from "./build-context.js";
import { measureTree } from "./disk/final-disk.js";
import { makeFinalFileSystems } from "./disk/final-file-systems.js";
import { installExtraPackages } from "./hooks/extra-packages.js";
import { mergeHooks } from "./hooks/merge-hooks.js";
import { runPhase } from "./hooks/phase.js";
import type { KeptImages } from "./kept-image/kept-images.js";
import type { Layers } from "./layers/layers.js";
import { bootTest } from "./output/boot-test.js";
import { sendImage } from "./output/send-image.js";
import { writeDiskOutputs, writeTreeOutputs } from "./output/write-outputs.js";
import { makeSteady } from "./reproducible/steady-tree.js";
import { checkRoot } from "./root/check-root.js";
import { cleanTree, showTreeAlone } from "./root/clean-tree.js";
import { takeDown } from "./root/take-down.js";
import { runStep, runUnseen } from "./steps/run-step.js";
import { type Site, withTargetRoot } from "./steps/site.js";
import { stage } from "./steps/stage.js";
import { lookBeside, reportHookArtifacts } from "./work/hook-artifacts.js";

/**
 * Carries a plan out: the exact order of the contract, §7.3 (its step numbers stand beside the calls). `layers` know what hooks did
 * in earlier builds; `late` runs those that no layer takes the place of; `images` are those of
 * earlier builds.
 */
export async function build(ctx: BuildContext, layers?: Layers, late?: Layers, images?: KeptImages): Promise<void> {
	const growing: Site = { tree: ctx.work.mount, variables: {}, rewindable: true, ownMounts: [] };
	const beside = await runUnseen(ctx, lookBeside, undefined);

	await stage(ctx, "prepare", growing, () => runStep(ctx, mergeHooks, undefined)); // 3, 5
	await stage(ctx, "root", growing, async () => {
		await runPhase(ctx, "root", withTargetRoot(growing), layers);
		await runStep(ctx, checkRoot, growing); // 6-9
	});
	await stage(ctx, "extra-data", growing, () => runPhase(ctx, "extra-data", growing, layers)); // 10
	await stage(ctx, "pre-install", growing, () => runPhase(ctx, "pre-install", growing, layers)); // 11
	await stage(ctx, "install", growing, async () => {
		const shell = await runPhase(ctx, "install", growing, layers); // 12
		await installExtraPackages(ctx, growing, shell, layers); // 13
	});
	await stage(ctx, "post-install", growing, () => runPhase(ctx, "post-install", growing, layers)); // 14
	const [endLogins, , grown] = await stage(ctx, "post-root", growing, async () => {
		await runPhase(ctx, "post-root", growing, layers); // 15
		return runStep(ctx, takeDown, growing); // 16-18
	});
	const sized = await stage(ctx, "block-device", grown, async () => {
		const measured = await runStep(ctx, measureTree, grown); // 19
		await runPhase(ctx, "block-device", measured, late); // 20
		return measured;
	});
	const { site, seal } = await stage(ctx, "disk", sized, () => makeFinalFileSystems(ctx, sized, images)); // 21-23
	await stage(ctx, "pre-finalise", site, () => runPhase(ctx, "pre-finalise", site, late)); // 24
	await stage(ctx, "finalise", site, () => runPhase(ctx, "finalise", site, late)); // 25
	const left = await stage(ctx, "cleanup", site, async () => {
		await runPhase(ctx, "cleanup", withTargetRoot(site), late);
		await runStep(ctx, cleanTree, { site, endLogins }); // 26
		return runUnseen(ctx, reportHookArtifacts, beside);
	});
	await stage(ctx, "output", site, async () => {
		await runUnseen(ctx, showTreeAlone, site); // 28
		await makeSteady(ctx, site);
		const written = await writeTreeOutputs(ctx, site); // 27
		const sealed = await seal(); // 29, 30
		await writeDiskOutputs(ctx, sealed, written, left); // 32
	});
	await bootTest(ctx, site);
	await sendImage(ctx, site);
}
