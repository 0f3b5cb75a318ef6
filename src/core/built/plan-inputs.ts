import { environmentInputs, keyedDigest } from "../layers/environment.js";
import type { Input } from "../layers/input.js";
import type { CompiledPlan } from "../planning/compile-plan.js";
import { withoutLayerVariables } from "../planning/layer-flags.js";
import type { BuildSettings } from "../planning/plan.js";

/** What changes how a build goes and nothing of what comes of it. */
const NO_MATTER: ReadonlySet<keyof BuildSettings> = new Set([
	"breakPoints",
	"cacheBytes",
	"layers",
	"layersKey",
	"layersRemote",
	"layersTrust",
	"minTmpfs",
	"onFailure",
	"renewFrom",
	"taskTimeoutSeconds",
	"tmpfs",
	"wholeImage",
]);

/** What the plan of a build says of what comes of it: options, elements, layout, outputs, and the variables that count. */
export function planInputs({ plan, environment, secrets, secretValues }: CompiledPlan, key: Uint8Array): Input[] {
	const { settings, resolution, disk, outputs } = plan;
	const options = Object.entries(settings).filter(([name]) => !NO_MATTER.has(name as keyof BuildSettings));
	const isSecret = (name: string, value: string) =>
		secrets.includes(name) || secretValues.some((secret) => secret !== "" && value.includes(secret));
	const facts: [string, unknown][] = [
		["elements", resolution.selected.map(({ name }) => name).join(" ")],
		["architecture", [plan.architecture, plan.support?.how, plan.support?.detail].filter(Boolean).join(" ")],
		["outputs", outputs.map(({ format, file }) => `${format} ${file}`).join(", ")],
		["image", plan.imageName],
		["program", plan.program],
		["layout", disk.config],
		...options.map(([name, value]): [string, unknown] => [`setting ${name}`, value]),
	];
	const told = facts.map(([name, value]) => ({
		name,
		value: typeof value === "string" ? value : JSON.stringify(value ?? null),
	}));
	return [
		// Options and layouts can hold secrets as variables can.
		...told.map(({ name, value }) =>
			isSecret("", value) ? { name, value: `secret ${keyedDigest(key, value)}` } : { name, value },
		),
		...environmentInputs(withoutLayerVariables(environment), { isSecret, key }),
	];
}
