import { hostname } from "node:os";
import { join } from "node:path";
import type { Phase } from "../../core/hooks/phases.js";
import { imageDifference, NAMES, type NamingText } from "../../core/layers/image-reads.js";
import { differenceText, type Input } from "../../core/layers/input.js";
import { type Candidate, causeText, judgeBefore } from "../../core/layers/judge.js";
import { BELOW, declaredKey, readingsKey } from "../../core/layers/key.js";
import { pathsInText } from "../../core/layers/named-paths.js";
import type { LayerRecord } from "../../core/layers/record.js";
import { declaredInputs, observedPlace } from "../../core/layers/task-inputs.js";
import { variableInput, WHOLE_BUILD } from "../../core/layers/whole-build.js";
import type { Before } from "../../layers/observe/before.js";
import { callerLimits } from "../../layers/observe/caller-limits.js";
import { type LookedFrom, lookAgain } from "../../layers/observe/look.js";
import type { IndexesNow } from "../../layers/packages/package-indexes.js";
import { findCandidates } from "../../layers/store/candidates.js";
import { readLast } from "../../layers/store/last-records.js";
import { findReadings } from "../../layers/store/readings.js";
import type { HookInput } from "../hooks/hook-step.js";
import type { Step } from "../steps/step.js";
import { foreignMounts } from "./foreign-mounts.js";
import type { TreeThen } from "./image-ground.js";
import type { LayerTools } from "./open-layers.js";

/** Phases whose hooks may do anything anywhere, or whose purpose is what lies outside the tree. */
const ALWAYS: Partial<Record<string, string>> = {
	"extra-data": "hooks of extra-data.d bring what lies outside the image",
	"post-root": "hooks of post-root.d always run",
} satisfies Partial<Record<Phase, string>>;

/** A hook that a layer may take the place of. */
export interface Hook {
	readonly step: Step<HookInput>;
	readonly input: HookInput;
	/** Such as `install/50-x`. */
	readonly task: string;
}

/** What is known of a hook before it runs. */
export interface Question {
	readonly before: Before;
	readonly inputs: readonly Input[];
	readonly declared: string;
	/** Variables of the whole build, by the name of their input: they count for hooks that could be told them. */
	readonly wholeBuild: ReadonlyMap<string, string>;
}

/** What to do with it: take a layer, or run it, and why. */
export type Answer =
	| {
			readonly take: LayerRecord;
			readonly from?: string;
			/** What it has read of package indexes, where these are other ones by now in which nothing differs that counts. */
			readonly refreshed?: readonly Input[];
	  }
	| { readonly run: string };

/** Why hooks of a phase are run in every build; undefined for those of others. */
export const alwaysRuns = ({ step }: Hook): string | undefined => ALWAYS[step.stage];

/** What of the image a hook would read unseen: mount points. */
export const unseenBy = ({ step, input }: Hook, { caches }: LayerTools): string[] =>
	step.where === "chroot" ? foreignMounts(input.site.tree, caches) : [];

/** Collects what a hook could read, as far as that is known beforehand, with the key of all that lies below it. */
export function askAbout(hook: Hook, tools: LayerTools, below: string): Question {
	const { step, input, task } = hook;
	const { shell, site } = input;
	const view = { environment: withoutSecrets(shell.env, tools), directory: shell.cwd };
	const before = tools.observer.look(step.where === "chroot" ? undefined : view);
	const path = `${step.stage}.d/${step.id}`;
	const all = declaredInputs(
		{
			id: task,
			hook: { path, content: before.contents.get(path) ?? `no file: ${step.title}` },
			hooksTree: before.entries,
			environment: shell.env,
			umask: shell.umask,
			directory: shell.cwd,
			limits: shell.limits,
			kernel: tools.kernel,
			architecture: tools.architecture,
			more: [
				...(step.where === "chroot" ? [] : tools.notes()),
				// What always runs has no layer; for the whole build its lookups count all the same.
				...(alwaysRuns(hook) === undefined ? (before.host?.ground ?? []) : []),
				{ name: "errexit", value: String(shell.errexit) },
				{ name: "mounts in the image", value: foreignMounts(site.tree, []).join(" ") },
				{ name: "host name", value: hostname() },
				{ name: "diskwright", value: tools.by },
				{ name: "limits of the caller", value: callerLimits() },
			],
			below,
		},
		tools.environment,
	);
	const shown = tools.wholeBuild.byAny(before);
	const hidden = new Set(WHOLE_BUILD.filter((name) => !shown.has(name)).map(variableInput));
	const inputs = all.filter(({ name }) => !hidden.has(name));
	const wholeBuild = new Map([...hidden].map((name) => [name, all.find((one) => one.name === name)?.value ?? ""]));
	return { before, inputs, declared: declaredKey(inputs), wholeBuild };
}

/** Paths are told as they are, so none is read out of a secret. The same object each time for the hooks of a phase. */
export function withoutSecrets(
	env: Readonly<Record<string, string>>,
	{ environment }: LayerTools,
): Record<string, string> {
	const known = VISIBLE.get(env);
	if (known) return known;
	const visible = Object.fromEntries(
		Object.entries(env).filter(([name, value]) => !environment.isSecret?.(name, value)),
	);
	VISIBLE.set(env, visible);
	return visible;
}

const VISIBLE = new WeakMap<object, Record<string, string>>();

/** Looks for a layer that is still right. */
export async function findAnswer(hook: Hook, tools: LayerTools, question: Question, tree: TreeThen): Promise<Answer> {
	const { before, inputs, declared, wholeBuild } = question;
	const { store, places, maxAgeMs, image } = tools;
	if (!hook.input.shell.errexit) {
		return { run: "a snippet has switched failure detection off: nobody knows whether it failed" };
	}
	const unseen = unseenBy(hook, tools);
	if (unseen.length > 0) return { run: `what it reads at ${unseen.join(", ")} of the image is not seen` };
	const ground = (before.host?.ground ?? []).map(({ name, value }): [string, string] => [name, value]);
	const from = { known: new Map([...wholeBuild, ...ground]), environment: withoutSecrets(hook.input.shell.env, tools) };
	const found = await findCandidates(store, declared);
	const packages = await lookAtPackages(
		found.flatMap((one) => ("damaged" in one ? [] : [one.record])),
		tools,
	);
	const candidates: Candidate[] = found.map((one) =>
		"damaged" in one
			? { damaged: one.damaged }
			: {
					record: one.record,
					now: lookAgain(one.record.observed, before.entries, places, packages.from(one.record, from)),
				},
	);
	const always = alwaysRuns(hook);
	const last = readLast(store, image, hook.task);
	const verdict = judgeBefore({
		inputs,
		candidates,
		...(always === undefined ? {} : { always }),
		...(last ? { last } : {}),
		maxAgeMs,
		now: Date.now(),
	});
	if (verdict.verdict === "hit") return { take: verdict.record, ...packages.refreshed(verdict.record) };
	if (verdict.verdict === "re-run") return { run: verdict.reason };
	const reading = hook.step.where === "chroot" ? await askReadings(tools, question, from, tree) : undefined;
	if (reading && "take" in reading) return reading;
	const fetched = await askOthers(tools, question, from);
	if (fetched && tools.remote) return { ...fetched, from: tools.remote.shown };
	const { cause } = verdict;
	const tellsLittle = cause.kind === "first-time" || (cause.kind === "changed" && cause.difference.name === BELOW);
	return (tellsLittle && reading) || { run: causeText(cause) };
}

/**
 * A layer of the same hook that was made where something else lay below, of which nothing that the hook has read differs. Without one:
 * what has changed since the newest. Undefined when there is nothing to compare with.
 */
async function askReadings(
	tools: LayerTools,
	{ before, inputs }: Question,
	from: LookedFrom,
	tree: TreeThen,
): Promise<Answer | undefined> {
	const { store, places, maxAgeMs } = tools;
	const readings = findReadings(store, readingsKey(inputs));
	if (readings.length === 0) return undefined;
	const now = await tree();
	const differences = readings.map(({ image }) => imageDifference(image, now));
	const records = readings.flatMap(({ record }, index) => (differences[index] === undefined ? [record] : []));
	const packages = await lookAtPackages(records, tools);
	const candidates = records.map((record) => ({
		record,
		now: lookAgain(record.observed, before.entries, places, packages.from(record, from)),
	}));
	const verdict = judgeBefore({ inputs, candidates, maxAgeMs, now: Date.now() });
	if (verdict.verdict === "hit") return { take: verdict.record, ...packages.refreshed(verdict.record) };
	if (verdict.verdict === "miss" && candidates.length > 0) return { run: causeText(verdict.cause) };
	// What tells most: of the names in a tree only a digest is kept.
	const changed = differences.find((one) => one && one.name !== NAMES) ?? differences[0];
	return changed && { run: differenceText(changed) };
}

/** The texts of the hooks tree that a hook has opened, with the paths of the image that they name. */
export function namingTexts(
	observed: readonly Input[],
	{ input }: Hook,
	{ places }: Pick<LayerTools, "places">,
): NamingText[] {
	const naming = { environment: input.shell.env, directory: input.shell.cwd };
	return observed.flatMap(({ name }) => {
		const place = observedPlace(name);
		if (place?.kind !== "content") return [];
		const text = places.contents.text(join(places.hooks, place.path));
		return [{ text, paths: pathsInText(text, naming).paths }];
	});
}

/** A layer that another machine has made, which is in the store now. */
async function askOthers(
	tools: LayerTools,
	{ before, inputs, declared }: Question,
	from: LookedFrom,
): Promise<Exclude<Answer, { run: string }> | undefined> {
	const { remote, places, maxAgeMs } = tools;
	const layers = (await remote?.find(declared)) ?? [];
	const packages = await lookAtPackages(
		layers.map(({ record }) => record),
		tools,
	);
	const candidates = layers.map(({ record }) => ({
		record,
		now: lookAgain(record.observed, before.entries, places, packages.from(record, from)),
	}));
	const verdict = judgeBefore({ inputs, candidates, maxAgeMs, now: Date.now() });
	if (verdict.verdict !== "hit") return undefined;
	const layer = layers.find(({ record }) => record === verdict.record);
	if (!layer || !(await remote?.take(layer))) return undefined;
	return { take: { ...layer.record, inputs: [...inputs] }, ...packages.refreshed(verdict.record) };
}

/** What layers were made from of package indexes, looked at again. */
async function lookAtPackages(
	records: readonly Pick<LayerRecord, "observed">[],
	{ packages }: LayerTools,
): Promise<{
	from(record: Pick<LayerRecord, "observed">, from: LookedFrom): LookedFrom;
	refreshed(record: Pick<LayerRecord, "observed">): Pick<Exclude<Answer, { run: string }>, "refreshed">;
}> {
	const looked = new Map<unknown, IndexesNow | undefined>();
	await Promise.all(records.map(async (one) => looked.set(one, await packages.indexes.look(one.observed))));
	return {
		from: (record, from) => {
			const now = looked.get(record)?.inputs ?? [];
			return {
				...from,
				known: new Map([...(from.known ?? []), ...now.map(({ name, value }) => [name, value] as const)]),
			};
		},
		refreshed: (record) => {
			const now = looked.get(record);
			return now?.refreshed ? { refreshed: now.current } : {};
		},
	};
}
