import { isPackageInput } from "../apt/package-inputs.js";
import { GROWING_PHASES } from "../hooks/phases.js";
import { isHookName, MEANT_HOOKS } from "../layers/hook-names.js";
import { type Difference, differenceText, type Input } from "../layers/input.js";
import { observedPlace } from "../layers/task-inputs.js";
import type { TaskRecord } from "../layers/task-record.js";
import { variableInput, WHOLE_BUILD } from "../layers/whole-build.js";

/** What a build with layers will probably do with a hook. */
export interface HookForecast {
	/** Such as `install/50-x`. */
	readonly task: string;
	/**
	 * `cached`: its layer is taken; `runs`: something that it reads has changed; `after`: it stands on one that runs, which may
	 * or may not leave the same; `may`: what has changed may reach it; `always`: no layer ever takes its place.
	 */
	readonly kind: "cached" | "runs" | "after" | "may" | "always";
	/** For all but `cached`: why, in a sentence's end. */
	readonly why?: string;
}

/** What a build with layers will probably do, as far as it can be known without running anything. */
export interface BuildForecast {
	/** The build that this one is compared with. */
	readonly against?: string;
	/** Nothing has changed since that one: nothing will run. */
	readonly unchanged: boolean;
	/** Why there is something to do, in a sentence's end. */
	readonly changed?: string;
	/** Why nothing is known of hooks, if so, in a sentence's end. */
	readonly unknown?: string;
	/** In the order of the plan; those that no earlier build had are missing. */
	readonly hooks: readonly HookForecast[];
	/** Why it is not known whether the layers are still there, in a sentence. */
	readonly unseen?: string;
}

export interface ForecastQuestion {
	/** Tasks of the planned hooks in order. */
	readonly tasks: readonly string[];
	/** What the earlier build knows of them. */
	readonly records: readonly TaskRecord[];
	/** All that differs of what is known before a build, and of the host's files that hooks have read. */
	readonly differences: readonly Difference[];
	/** Layers may be older than what was fetched for them is good for. */
	readonly expired: boolean;
	/** Whether a layer is in the store; undefined where nobody can look. */
	readonly has?: (layer: NonNullable<TaskRecord["layer"]>) => boolean;
}

/** Says of each hook what becomes of it. Nothing below a hook that runs is promised. */
export function forecastHooks({ tasks, records, differences, expired, has }: ForecastQuestion): HookForecast[] {
	const known = new Map(records.map((record) => [record.task, record]));
	const changes = differences.flatMap(changeOf);
	let below: { readonly task: string; readonly leavesTheSame: boolean } | undefined;
	return tasks.map((task): HookForecast => {
		const record = known.get(task);
		if (!record) {
			// A hook that is new.
			if (GROWING_PHASES.some((phase) => task.startsWith(`${phase}/`))) below ??= { task, leavesTheSame: false };
			return { task, kind: "always", why: "no layer takes its place" };
		}
		const own = changes.find(({ reaches }) => reaches(record) === "yes");
		const maybe = own ?? changes.find(({ reaches }) => reaches(record) === "perhaps");
		const runs = (kind: HookForecast["kind"], why: string): HookForecast => {
			if (record.stands === "inputs" || own) below ??= { task, leavesTheSame: record.stands !== "inputs" };
			return { task, kind, why };
		};
		if (below && !below.leavesTheSame) return { task, kind: "after", why: `runs after ${below.task}` };
		if (own) return runs("runs", differenceText(own.difference));
		if (below) return { task, kind: "may", why: `${below.task} runs and may leave something else` };
		if (record.stands !== "inputs") return runs("always", record.reasons[0] ?? "no layer of it is kept");
		if (maybe) return runs("may", differenceText(maybe.difference));
		if (expired) return runs("may", "its layer may be too old by now");
		if (has && record.layer && !has(record.layer)) return runs("runs", "its layer is not kept any more");
		return { task, kind: "cached" };
	});
}

interface Change {
	readonly difference: Difference;
	reaches(record: TaskRecord): "yes" | "no" | "perhaps";
}

/** Names of inputs that stand in the key of every hook. */
const OF_ALL: Readonly<Record<string, string>> = {
	kernel: "kernel",
	"host name": "host name",
	architecture: "architecture",
};

/** Differences that no hook can notice: what it is told by variables and files stands for these. */
const UNNOTICED =
	/^(?:tool |file of |(?:node|outputs|elements|image)$|setting (?:bootTest|checksums|compression|gzip|keepOlder|overwriteOldImage|qemuImgOptions)$)/;

function changeOf(difference: Difference): Change[] {
	const { name } = difference;
	if (/^host[: ]/.test(name) && name !== "host name") return [{ difference, reaches: hasInput(name) }];
	if (isPackageInput(name)) return [{ difference, reaches: (record) => (hasAs(record, difference) ? "yes" : "no") }];
	if (name.startsWith("environment ")) return [{ difference, reaches: variableReaches(difference) }];
	const [, path] = /^element [^:]+: (.*)$/s.exec(name) ?? [];
	if (path !== undefined) return fileChange(difference, path);
	if (OF_ALL[name]) return [{ difference, reaches: () => "yes" }];
	if (name === "diskwright") return sameVersion(difference) ? [] : [{ difference, reaches: () => "yes" }];
	return UNNOTICED.test(name) ? [] : [{ difference, reaches: () => "perhaps" }];
}

const hasInput = (name: string) => (record: TaskRecord) => {
	if (!has(record.observed, name) && !has(record.inputs, name)) return "no";
	// Each hook has other texts that mean names.
	return observedPlace(name)?.kind === "host-words" ? "perhaps" : "yes";
};

const has = (inputs: readonly Input[], name: string) => inputs.some((input) => input.name === name);

const hasAs = ({ observed }: TaskRecord, { name, before }: Difference) =>
	observed.some((input) => input.name === name && input.value === before);

/** A snippet may give a variable another value for some phases. */
const variableReaches =
	({ name, before }: Difference) =>
	(record: TaskRecord) => {
		if (WHOLE_BUILD.some((one) => variableInput(one) === name)) return has(record.observed, name) ? "yes" : "no";
		const then = record.inputs.find((input) => input.name === name)?.value;
		return then === before ? "yes" : "perhaps";
	};

/** The beginning of what is told of a file: all but its content. */
const rightsOf = (value: string | undefined) => /^file \S+ \S+(?= )/.exec(value ?? "")?.[0];

function fileChange(difference: Difference, path: string): Change[] {
	const rights = rightsOf(difference.now);
	const contentOnly = rights !== undefined && rights === rightsOf(difference.before);
	const shown = { ...difference, name: path };
	if (!contentOnly && isHookName({ path, kind: "file" })) return [{ difference: shown, reaches: hookReaches(shown) }];
	if (!contentOnly) return [{ difference: shown, reaches: () => "yes" }];
	if (path.startsWith("environment.d/")) return [{ difference: shown, reaches: () => "perhaps" }];
	const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".";
	return [
		{
			difference: shown,
			reaches: ({ inputs, observed }) =>
				has(inputs, `hook ${path}`) || has(observed, `content of ${path}`)
					? "yes"
					: // The sizes of a folder's files are told to whoever lists it.
						has(observed, `listing of ${folder}`) && !isHookName({ path, kind: "file" })
						? "perhaps"
						: "no",
		},
	];
}

/** A hook that comes, goes or is one no more counts for itself, for what comes after it, and for others that could look for it. */
function hookReaches({ name: path, before }: Difference): Change["reaches"] {
	const [folder = "", hook = ""] = path.split("/");
	return ({ task, inputs, observed }) => {
		const meant = observed.find(({ name }) => name === MEANT_HOOKS)?.value.split(", ") ?? [];
		const looks = meant.some((one) => one === `${folder}/*` || one.startsWith(`${path} `));
		const isOwn = has(inputs, `hook ${path}`);
		// A new one is known by having no record.
		const comesAfter = before !== undefined && isAfter(task, `${folder.slice(0, -2)}/${hook}`);
		return isOwn || looks || comesAfter || has(observed, `listing of ${folder}`) ? "yes" : "no";
	};
}

function isAfter(task: string, other: string): boolean {
	const place = (one: string) => GROWING_PHASES.findIndex((phase) => one.startsWith(`${phase}/`));
	return place(task) === place(other) ? task > other : place(task) > place(other);
}

/** The form of an installed program changes while it is developed; hooks are told of its version. */
function sameVersion({ before = "", now = "" }: Difference): boolean {
	const version = (text: string) => text.slice(0, text.lastIndexOf(","));
	return version(before) === version(now);
}

/** Counts what a forecast says: hooks whose layers are taken, and those that run or may. */
export function forecastCounts({ hooks }: Pick<BuildForecast, "hooks">): {
	readonly cached: number;
	readonly run: number;
} {
	const cached = hooks.filter(({ kind }) => kind === "cached").length;
	return { cached, run: hooks.length - cached };
}

/**
 * Milliseconds that a build will probably take, out of the means of earlier ones: stages of which hooks are cached take what the
 * others of them took. Undefined when no earlier run tells.
 */
export function forecastMs(
	forecast: BuildForecast,
	past: {
		readonly runs: number;
		readonly ms: number;
		readonly stages: Readonly<Record<string, number>>;
		readonly tasks: Readonly<Record<string, number>>;
	},
): number | undefined {
	if (past.runs === 0) return undefined;
	if (forecast.unchanged) return 0;
	if (forecast.unknown !== undefined) return past.ms;
	const cached = new Set(forecast.hooks.flatMap(({ task, kind }) => (kind === "cached" ? [task] : [])));
	return Object.entries(past.stages).reduce((sum, [stage, ms]) => {
		const tasks = Object.entries(past.tasks).filter(([task]) => task.startsWith(`${stage}/`));
		const saved = tasks.reduce((all, [task, mean]) => all + (cached.has(task) ? mean : 0), 0);
		return sum + Math.max(0, ms - saved);
	}, 0);
}
