import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { imageInputs } from "../../core/layers/image-reads.js";
import type { Input } from "../../core/layers/input.js";
import { inventoryIdentity } from "../../core/layers/inventory.js";
import { causeText, judgeAfter, type Outcome, type Seen } from "../../core/layers/judge.js";
import { layerKey, PRIVATE_BELOW, readingsKey } from "../../core/layers/key.js";
import type { LayerRecord } from "../../core/layers/record.js";
import { hostPlaces } from "../../core/layers/shareable.js";
import type { TaskRecord } from "../../core/layers/task-record.js";
import { variableInput } from "../../core/layers/whole-build.js";
import { ALL_TASKS } from "../../core/settings/run.js";
import { pruneImages } from "../../layers/kept-image/kept-image-store.js";
import { type HeldLayer, holdLayer } from "../../layers/store/candidates.js";
import { writeLast } from "../../layers/store/last-records.js";
import { candidatesFolder, PARTS } from "../../layers/store/layer-store.js";
import { pruneLayers } from "../../layers/store/prune.js";
import { publishLayer, publishNote, type Ran } from "../../layers/store/publish.js";
import { noteReading } from "../../layers/store/readings.js";
import { takeInventory } from "../../layers/store/take-inventory.js";
import type { BuildContext } from "../build-context.js";
import type { HookInput } from "../hooks/hook-step.js";
import { likeFolder } from "../root/root-tree.js";
import { runStep, taskFacts } from "../steps/run-step.js";
import type { Site } from "../steps/site.js";
import type { Step } from "../steps/step.js";
import { Ground } from "./ground.js";
import { inventoryIn, once, type TreeThen } from "./image-ground.js";
import type { Layers } from "./layers.js";
import { bringsLists, renewLists } from "./old-lists.js";
import type { LayerTools } from "./open-layers.js";
import { Publisher } from "./publisher.js";
import {
	type Answer,
	alwaysRuns,
	askAbout,
	findAnswer,
	type Hook,
	namingTexts,
	type Question,
	unseenBy,
	withoutSecrets,
} from "./question.js";
import { givingUp, takeTurn } from "./turn.js";
import { runWatched } from "./watched-run.js";
import { sightOf, snippetsView, type Witness } from "./witness.js";

/**
 * Takes layers in place of hooks of which nothing that they could have read has changed, and keeps what the others did. What
 * cannot be seen is not kept, and what comes after it stands on what it left.
 */
export class BuildLayers implements Layers {
	readonly #ground: Ground;
	/** Taken, and not in the tree yet. */
	#pending: HeldLayer[] = [];
	readonly #held: HeldLayer[] = [];
	readonly #publisher: Publisher;
	#empty = 0;
	/** From here on every hook runs. */
	#renewed = false;
	/** Where the store keeps what is in a folder of this build. */
	readonly #entries = new Map<string, string>();
	/** The tree has the package lists of an earlier build, whose indexes are refreshed by now. */
	#oldLists = false;

	constructor(
		readonly ctx: BuildContext,
		readonly tools: LayerTools,
		readonly witness: Witness,
	) {
		this.#ground = new Ground(tools);
		this.#publisher = new Publisher((why) =>
			ctx.emit({ type: "warning", code: "layer-not-kept", message: `A layer cannot be kept: ${why}` }),
		);
	}

	async run(step: Step<HookInput>, input: HookInput): Promise<void> {
		if (this.#ground.key === undefined) return this.#runAlone(step, input);
		if (this.#pending.length === 0) await this.#freezeOwn();
		const hook = { step, input, task: `${step.stage}/${step.id}` };
		const question = askAbout(hook, this.tools, this.#ground.key);
		const { renewFrom } = this.ctx.plan.settings;
		if (renewFrom === hook.task || renewFrom === ALL_TASKS) this.#renewed = true;
		if (this.#renewed) return this.#runAndKeep(hook, question, "it is to be run again (--no-cache)");
		const answer = await findAnswer(hook, this.tools, question, this.#ground.image.tree);
		if ("take" in answer) return this.#takeOrRun(hook, question, answer);
		if (alwaysRuns(hook) !== undefined) return this.#runAndKeep(hook, question, answer.run);
		const { claim, waited } = await takeTurn(this.ctx, this.tools.store, hook, question.declared);
		try {
			const again = waited ? await findAnswer(hook, this.tools, question, this.#ground.image.tree) : answer;
			if ("take" in again) return await this.#takeOrRun(hook, question, again);
			await this.#runAndKeep({ ...hook, step: givingUp(step, claim) }, question, again.run);
		} finally {
			// Behind what is being kept of it.
			this.#publisher.later(async () => claim.release());
		}
	}

	async #takeOrRun(hook: Hook, question: Question, answer: Taken): Promise<void> {
		const held = await holdLayer(this.tools.store, answer.take);
		if (!("damaged" in held)) return this.#take(hook, answer, held, question);
		return this.#runAndKeep(hook, question, causeText({ kind: "damaged", why: held.damaged }));
	}

	async snippets<Result>(step: Step<Site, Result>, site: Site): Promise<Result> {
		if (step.where === "chroot") return runStep(this.ctx, step, site);
		const { observer } = this.tools;
		await this.published();
		const made = Date.now();
		const view = snippetsView(this.ctx);
		const before = observer.look({ ...view, environment: withoutSecrets(view.environment, this.tools) });
		const { result, seen, smooth } = await runWatched(this.ctx, step, site, { observer, before, outside: true });
		this.witness.saw(sightOf({ task: `${step.stage}/${step.id}`, made, seen, smooth }));
		// What a snippet has read can be in any variable.
		if (seen) this.#ground.noteRead([], seen.observed);
		return result;
	}

	async settle(): Promise<void> {
		if (this.#pending.length === 0) return;
		const trees = this.#pending.map(({ tree }) => tree);
		this.#pending = [];
		await this.ctx.rootTree.stack(trees);
	}

	/** What is written into the store meanwhile would look like the doing of what is watched outside the image. */
	published(): Promise<void> {
		return this.#publisher.done();
	}

	/**
	 * Where the store has the inventory of what lies in a folder of layers, by that folder; undefined where something may still
	 * change the tree unseen.
	 */
	async inventoried(): Promise<ReadonlyMap<string, string> | undefined> {
		await this.published();
		this.#ground.image.forget();
		return this.#ground.key === undefined ? undefined : this.#entries;
	}

	async close(): Promise<void> {
		await this.published();
		await this.tools.remote?.push();
		for (const { release } of this.#held.splice(0)) release();
		this.tools.observer.close();
		// What cannot be forgotten now is forgotten by the next build.
		await pruneLayers(this.tools.store, this.tools.limits).catch(() => undefined);
		await pruneImages(this.tools.store, this.tools.imageLimits).catch(() => undefined);
	}

	/** A process that works in the tree keeps it mounted: nothing can be frozen, and a retry cannot drop anything. */
	async #runAlone(step: Step<HookInput>, { shell, site }: HookInput): Promise<void> {
		const input = { shell, site: { ...site, rewindable: false } };
		const cause = "what an earlier hook has left running may still change the image";
		this.witness.saw({ task: `${step.stage}/${step.id}`, observed: [], unknown: [cause], made: Date.now() });
		await runStep(this.ctx, step, input, cause);
	}

	/** What the engine, or a snippet, has changed since the last hook counts by its content. */
	async #freezeOwn(): Promise<void> {
		const own = await this.ctx.rootTree.checkpoint();
		if (own !== undefined) await this.#ground.addContent(own);
	}

	async #take(
		{ step, task }: Hook,
		{ take: record, from, refreshed }: Taken,
		held: HeldLayer,
		{ inputs, declared: here }: Question,
	): Promise<void> {
		const { store, image } = this.tools;
		const made = new Date(record.made).toISOString().replace(/\.\d+/, "");
		const where = from === undefined ? "" : `, which came from ${from}`;
		await this.ctx.tasks.runCached(
			taskFacts(step),
			`taken from its layer of ${made}${where}, which took ${record.ms} ms`,
		);
		writeLast(store, image, task, { inputs: [...inputs], observed: record.observed });
		const { key, declaredKey: declared, observed } = record;
		this.witness.record({
			...{ task, outcome: "cached", stands: "inputs", reasons: [], inputs, observed },
			layer: { declared, key },
		});
		this.witness.saw({ task, observed: withCurrent(observed, refreshed), unknown: [], made: record.made });
		if (await bringsLists(held.tree)) this.#oldLists = refreshed !== undefined;
		this.#held.push(held);
		this.#pending.push(held);
		this.#entries.set(held.tree, join(dirname(held.tree), PARTS.inventory));
		// Of the layer's own inputs: what it holds counts, even where this build has come to the same without anything private.
		this.#ground.noteRead(record.inputs, record.observed);
		this.#ground.image.add(inventoryIn(join(dirname(held.tree), PARTS.inventory)));
		// The key that it has here: it may have been made where something else lay below.
		this.#ground.addLayer(layerKey(here, record.observed), record.observed, () => record.layer?.identity ?? "");
	}

	/** Runs a hook at its place, and keeps what it did when all that it read was seen. */
	async #runAndKeep(hook: Hook, question: Question, cause: string): Promise<void> {
		const { observer } = this.tools;
		const { step, input } = hook;
		const outside = step.where !== "chroot";
		await this.settle();
		if (outside) await this.published();
		const { packages } = this.tools;
		const before = await packages.before(input);
		const late = this.#oldLists ? await renewLists(this.ctx, hook) : undefined;
		const start = performance.now();
		const made = Date.now();
		const tree = this.#ground.image.tree;
		// With other lists of packages it does not stand on what its layers say is in the tree.
		const image = outside || late || !this.ctx.rootTree.layered ? undefined : input.site.tree;
		const watch = { observer, before: question.before, outside, image, cause };
		const { seen: watched, smooth } = await runWatched(this.ctx, step, input, watch);
		const ms = Math.round(performance.now() - start);
		const read = await packages.after(before, input);
		if (read.lists) this.#oldLists = false;
		const seen = watched && {
			...watched,
			observed: [...watched.observed, ...read.inputs],
			unknown: [...watched.unknown, ...(late ?? [])],
		};
		const unseen = unseenBy(hook, this.tools).map((point) => `what it reads at ${point} of the image is not seen`);
		this.witness.saw(sightOf({ task: hook.task, made, seen, smooth, more: unseen }));
		if (!seen) return;
		const outcome = judgeAfter(seen, !smooth || !input.shell.errexit);
		if (outcome.keep === "nothing more") {
			this.#ground.lose();
			this.#tell(hook, question, seen, { stands: "nothing", reasons: [outcome.reason] });
			return;
		}
		const changes = await this.ctx.rootTree.checkpoint();
		await this.#keep(hook, question, { seen, outcome, changes, ms, tree });
	}

	async #keep(hook: Hook, question: Question, { seen, outcome, changes, ms, tree }: RunHook): Promise<void> {
		const { store, image, by, remote, wholeBuild } = this.tools;
		const { inputs, declared } = question;
		const { task, input } = hook;
		const told = [...wholeBuild.byOpened(seen.observed)].map(variableInput);
		const observed = [
			...seen.observed,
			...[...question.wholeBuild].flatMap(([name, value]) => (told.includes(name) ? [{ name, value }] : [])),
		];
		const unkept = outcome.keep === "nothing" ? { unkept: outcome.reason } : {};
		writeLast(store, image, task, { inputs: [...inputs], observed, ...unkept });
		const ran: Ran = {
			...{ task, image, ms, by, depth: this.#ground.depth, declaredKey: declared, observed },
			inputs: [...inputs, ...(this.#ground.isPrivate ? [PRIVATE_BELOW] : [])],
			outside: [...seen.outside],
		};
		this.#ground.noteRead(inputs, observed);
		const isSeen = unseenBy(hook, this.tools).length === 0;
		if (!isSeen || (hook.step.where !== "chroot" && seen.unknown.length > 0)) this.#ground.notePrivate();
		if (outcome.keep === "inputs" && isSeen && alwaysRuns(hook) === undefined) {
			const kept = changes ?? (await this.#noChange(input.site.tree));
			const key = layerKey(declared, observed);
			const isBound = hostPlaces(observed).length > 0;
			const inventory = once(() => takeInventory(store.libc, kept, { contents: true }));
			const own = isBound ? await inventory() : [];
			this.#ground.addLayer(key, observed, () => inventoryIdentity(own));
			this.#ground.image.add(inventory);
			this.#publisher.later(async () => {
				const { known } = await publishLayer(store, kept, ran, await inventory());
				// What another build has kept of the same need not be equal to the last byte.
				if (!known) this.#entries.set(kept, join(candidatesFolder(store, declared), key, PARTS.inventory));
				remote?.made({ key, declaredKey: declared });
				if (!seen.image) return;
				const texts = namingTexts(observed, hook, this.tools);
				const image = imageInputs({ tree: await tree(), reads: seen.image, changes: await inventory(), texts });
				if (image) noteReading(store, readingsKey(inputs), { key, declaredKey: declared }, image);
			});
			this.#tell(hook, question, { ...seen, observed }, { stands: "inputs", reasons: [] });
			return;
		}
		if (outcome.keep === "content") this.#publisher.later(() => publishNote(store, ran));
		this.#tell(hook, question, { ...seen, observed }, standsOn(hook, outcome));
		await this.#ground.addContent(changes);
	}

	#tell(
		{ task }: Hook,
		{ inputs, declared }: Pick<Question, "inputs" | "declared">,
		{ observed }: Seen,
		how: Pick<TaskRecord, "stands" | "reasons">,
	): void {
		const layer = how.stands === "inputs" ? { layer: { declared, key: layerKey(declared, observed) } } : {};
		this.witness.record({ task, outcome: "ran", ...how, inputs, observed, ...layer });
	}

	/** A layer that shows no change: its own folder is as the tree's. */
	async #noChange(tree: string): Promise<string> {
		this.#empty += 1;
		const folder = join(this.tools.nothing, String(this.#empty));
		await mkdir(folder);
		await likeFolder(tree, folder);
		return folder;
	}
}

/** On what later hooks stand after one whose layer is not taken. */
function standsOn(hook: Hook, outcome: RunHook["outcome"]): Pick<TaskRecord, "stands" | "reasons"> {
	if (outcome.keep === "content") return { stands: "content", reasons: outcome.reasons };
	if (outcome.keep === "nothing") return { stands: "nothing", reasons: [outcome.reason] };
	const always = alwaysRuns(hook);
	return always === undefined
		? { stands: "nothing", reasons: ["what it reads of the image is not seen"] }
		: { stands: "content", reasons: [always] };
}

/** What a layer was made from, with the package indexes as they are. */
function withCurrent(observed: readonly Input[], current: readonly Input[] = []): readonly Input[] {
	const values = new Map(current.map(({ name, value }) => [name, value]));
	return observed.map(({ name, value }) => ({ name, value: values.get(name) ?? value }));
}

type Taken = Extract<Answer, { take: LayerRecord }>;

/** What is known of a hook that has run. */
interface RunHook {
	readonly seen: Seen;
	readonly outcome: Exclude<Outcome, { keep: "nothing more" }>;
	/** The frozen layer with what it changed; undefined when that is nothing. */
	readonly changes: string | undefined;
	readonly ms: number;
	/** The image before it ran. */
	readonly tree: TreeThen;
}
