import type { OutsideView } from "../../layers/observe/before.js";
import type { BuildContext } from "../build-context.js";
import type { HookInput } from "../hooks/hook-step.js";
import { runStep } from "../steps/run-step.js";
import type { Site } from "../steps/site.js";
import type { Step } from "../steps/step.js";
import type { Layers } from "./layers.js";
import type { LayerTools } from "./open-layers.js";
import { withoutSecrets } from "./question.js";
import { runWatched } from "./watched-run.js";
import { sightOf, snippetsView, type Witness } from "./witness.js";

/** Runs the hooks that come after the root tree, for which there are no layers, and sees what those outside the image read. */
export class WatchedHooks implements Layers {
	constructor(
		readonly ctx: BuildContext,
		readonly tools: LayerTools,
		readonly witness: Witness,
		/** Waits until nothing else of the build opens files. */
		readonly quiet: () => Promise<void>,
	) {}

	async run(step: Step<HookInput>, input: HookInput): Promise<void> {
		const { ctx } = this;
		if (input.site.rewindable && ctx.plan.settings.onFailure.mode === "hold") await ctx.rootTree.checkpoint();
		const { packages } = this.tools;
		const before = await packages.before(input);
		const made = Date.now();
		if (step.where === "chroot") await runStep(ctx, step, input);
		else await this.#watch(step, input, { environment: input.shell.env, directory: input.shell.cwd });
		const { inputs } = await packages.after(before, input);
		this.witness.saw({ task: `${step.stage}/${step.id}`, observed: inputs, unknown: [], made });
	}

	snippets<Result>(step: Step<Site, Result>, site: Site): Promise<Result> {
		return step.where === "chroot" ? runStep(this.ctx, step, site) : this.#watch(step, site, snippetsView(this.ctx));
	}

	async settle(): Promise<void> {}

	async close(): Promise<void> {}

	async #watch<Input, Result>(step: Step<Input, Result>, input: Input, view: OutsideView): Promise<Result> {
		const { observer } = this.tools;
		await this.quiet();
		const made = Date.now();
		const before = observer.look({ ...view, environment: withoutSecrets(view.environment, this.tools) });
		const { result, seen, smooth } = await runWatched(this.ctx, step, input, { observer, before, outside: true });
		this.witness.saw(sightOf({ task: `${step.stage}/${step.id}`, made, seen, smooth }));
		return result;
	}
}
