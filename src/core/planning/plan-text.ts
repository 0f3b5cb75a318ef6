import { type BuildForecast, forecastCounts, type HookForecast } from "../built/forecast.js";
import { sourceLabel } from "../element/source.js";
import { tree } from "../resolve/explain.js";
import { shortDuration } from "../text/short-quantities.js";
import { cleanLine } from "../text/terminal-text.js";
import type { BuildSettings, NeededTool, Plan, PlannedPhase, PlannedVariable } from "./plan.js";

/** What will become of the hooks, and how long it will take in milliseconds where earlier builds tell. */
export interface PlanForecast {
	readonly forecast: BuildForecast;
	readonly ms?: number;
}

/** The plan as a page of text: what `diskwright plan` prints. Ends with a newline. */
export function planText(plan: Plan, told?: PlanForecast): string {
	const sections: [title: string, lines: readonly string[]][] = [
		["", head(plan)],
		["Elements", tree(plan.resolution)],
		["Sources of elements", sources(plan)],
		["Left out because another element provides it", exclusions(plan)],
		["Same name in several elements: the last one counts", collisions(plan)],
		["Layers", told ? forecastLines(told) : []],
		["Hooks, in the order they run", plan.phases.flatMap((one) => phase(one, told?.forecast))],
		["Environment", environment(plan.environment)],
		["Disk", withoutDiskImage(plan.settings) ? [] : plan.disk.drawing],
		["Outputs", outputs(plan)],
		["Tools of this host", tools(plan.tools)],
		["Warnings", plan.warnings.map(({ message, hint }) => (hint ? `${message}. ${hint}` : message))],
	];
	return `${sections
		.filter(([, lines]) => lines.length > 0)
		.map(([title, lines]) =>
			[...(title ? [title] : []), ...lines.map((line) => `${title ? "  " : ""}${cleanLine(line)}`)].join("\n"),
		)
		.join("\n\n")}\n`;
}

function head(plan: Plan): string[] {
	const { settings } = plan;
	const size = settings.imageSize
		? `${settings.imageSize} GiB`
		: `sized by its content${settings.imageExtraSize ? ` plus ${settings.imageExtraSize} MiB` : ""}`;
	const none = withoutDiskImage(settings);
	return [
		`${plan.imageName}${plan.profile ? `  (profile ${plan.profile})` : ""}`,
		`  architecture ${architectureText(plan)}, ${none ? `no disk image: ${none}` : size}`,
		`  requested: ${plan.resolution.requested.join(" ")}`,
	];
}

/** Each with the elements that the image has from it. */
function sources({ sources: collections = [], resolution }: Plan): string[] {
	return collections.flatMap((collection) => {
		const used = resolution.selected.filter(({ source }) => source === sourceLabel(collection));
		const names = used.map((element) => element.name).join(" ") || "nothing of it is needed";
		return [`${collection.name}  ${collection.version}  ${collection.origin}`, `  ${names}`];
	});
}

/** `arm64 (emulated: through qemu-user, several times slower)`. */
export function architectureText({ architecture, support }: Pick<Plan, "architecture" | "support">): string {
	return support ? `${architecture} (${support.how}: ${support.detail})` : architecture;
}

function exclusions({ resolution }: Plan): string[] {
	return resolution.excluded.map(({ name, providedBy, neededBy, virtual }) => {
		const kind = virtual ? "" : ", an element of that name exists";
		return `${name}: provided by ${providedBy}${neededBy.length > 0 ? `, needed by ${neededBy.join(", ")}` : ""}${kind}`;
	});
}

/** Files of their own that many elements have; each tool reads them from the elements, not from the merged tree. */
const METADATA = /^(README\.|element[-.]|package-installs\.|pkg-map$|svc-map$|source-repository-|block-device-)/;

function collisions(plan: Plan): string[] {
	const telling = plan.collisions.filter(({ path }) => !METADATA.test(path));
	return telling.map(({ path, elements }) => `${path}: ${elements.join(", ")}`);
}

/** What layers will save, in one or two lines. */
export function forecastLines({ forecast, ms }: PlanForecast): string[] {
	const { unchanged, unknown, against, unseen, changed } = forecast;
	if (unchanged) return [`nothing has changed since the build ${against}: its images stand, and nothing will run`];
	if (unknown !== undefined) return [`not known: ${unknown}`];
	const { cached, run } = forecastCounts(forecast);
	const time = ms === undefined ? "" : `, about ${shortDuration(ms)}`;
	return [
		`${cached} ${cached === 1 ? "hook" : "hooks"} cached, ${run} to run${time}; compared with the build ${against}`,
		...(changed === undefined ? [] : [`something is to be done: ${changed}`]),
		...(unseen === undefined ? [] : [unseen]),
	];
}

/** What a forecast says of a hook, in a word and a sentence's end; empty where it says nothing. */
export function hookForecastText({ kind, why = "" }: HookForecast): string {
	switch (kind) {
		case "cached":
			return "cached";
		case "after":
			return why;
		case "may":
			return `may run: ${why}`;
		case "runs":
		case "always":
			return `runs: ${why}`;
	}
}

function phase({ phase: name, where, hooks, ignored }: PlannedPhase, forecast: BuildForecast | undefined): string[] {
	if (hooks.length === 0 && ignored.length === 0) return [];
	const width = Math.max(...[...hooks, ...ignored].map((hook) => hook.name.length));
	const elements = Math.max(0, ...hooks.map((hook) => hook.element.length));
	return [
		`${name}  (${where === "host" ? "on this host" : "in the image"})`,
		...hooks.map((hook) => {
			const told = forecast?.hooks.find(({ task }) => task === `${name}/${hook.name}`);
			return `  ${hook.name.padEnd(width)}  ${told ? hook.element.padEnd(elements) : hook.element}${told ? `  ${hookForecastText(told)}` : ""}`;
		}),
		...ignored.map((hook) => `  ${hook.name.padEnd(width)}  ${hook.element}  does not run: ${hook.why}`),
	];
}

/** The caller's own variables reach hooks too, but would bury what matters: only their number is told. */
function environment(variables: readonly PlannedVariable[]): string[] {
	const own = variables.filter(({ from, name }) => from === "caller" && !/^(DIB_|ARCH$|ELEMENTS_PATH$)/.test(name));
	const shown = variables.filter((variable) => !own.includes(variable) && variable.name !== "DIB_ENV");
	const width = Math.max(0, ...shown.map(({ name }) => name.length));
	return [
		...shown.map((variable) => `${variable.name.padEnd(width)}  ${shownValue(variable)}  (${variable.from})`),
		...(own.length > 0 ? [`and ${own.length} more variables of your environment`] : []),
	];
}

function shownValue({ value, hash, secret }: PlannedVariable): string {
	if (secret) return "***";
	if (value === undefined) return `#${hash}`;
	return value.includes("\n") ? JSON.stringify(value) : value || "''";
}

function outputs({ outputs: list, hookFiles, settings }: Plan): string[] {
	const sums = settings.checksums.length > 0 ? `, with ${settings.checksums.join(" and ")} files` : "";
	return [
		...list.map(({ format, file }) => {
			const compression = format === "qcow2" ? `, compression ${settings.compression}` : "";
			return `${file}  (${format}${compression}${sums})`;
		}),
		...(list.length > 0 ? [keptOlderText(settings)] : []),
		...hookFiles.map(({ file, element }) => `${file}  (by a hook of ${element})`),
	];
}

/** What becomes of an image that is there already, in a sentence without its end. */
export function keptOlderText({ keepOlder, overwriteOldImage }: Plan["settings"]): string {
	if (overwriteOldImage) return "an older image is overwritten";
	if (keepOlder === 0) return "an older image is removed when the new one is there";
	const kept = isUnbounded(keepOlder) ? "all of them are" : `the newest ${keepOlder} are`;
	return `an older image stays beside, under a name with its date; ${kept} kept`;
}

/** How many older images can come together beside a new one, in a few words. */
export function olderBound({ keepOlder, overwriteOldImage }: Plan["settings"]): string {
	if (overwriteOldImage || isUnbounded(keepOlder)) return "none is removed";
	return keepOlder === 1 ? "at most one is" : `at most ${keepOlder} are`;
}

const isUnbounded = (kept: number | undefined) => kept === undefined || kept === Number.MAX_SAFE_INTEGER;

function tools(needed: readonly NeededTool[]): string[] {
	const width = Math.max(0, ...needed.map(({ tool }) => tool.length));
	return needed.map(({ tool, neededFor, present }) => `${present ? "✓" : "✗"} ${tool.padEnd(width)}  ${neededFor}`);
}

/** Why a build makes no disk image whatever the formats, in a few words; undefined where it may make one. */
export function withoutDiskImage({
	finalImage,
	ramdisk,
}: Pick<BuildSettings, "finalImage" | "ramdisk">): string | undefined {
	if (finalImage) return undefined;
	return ramdisk ? "a ramdisk is built" : "no-final-image is selected";
}
