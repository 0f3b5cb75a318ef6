import { forecastCounts, type HookForecast } from "../../../core/built/forecast.js";
import { withoutDiskImage } from "../../../core/planning/plan-text.js";
import type { TextLine } from "../../../core/readme/render.js";
import { resolutionTree } from "../../../core/resolve/tree.js";
import { createMasker } from "../../../core/secrets/masker.js";
import { shortDuration } from "../../../core/text/short-quantities.js";
import { treeRows } from "../../../core/text/tree-rows.js";
import { GLYPHS } from "../../kit/look/glyphs.js";
import { pad } from "../../kit/text/text.js";
import { commandLines, hostLines, warningLines } from "./host-lines.js";
import type { ReviewInput } from "./input.js";
import { fact, paragraph, span, table } from "./lines.js";
import { overviewLines } from "./overview.js";

/** One part of the plan. */
export interface ReviewSection {
	readonly id: "overview" | "elements" | "hooks" | "environment" | "disk" | "host" | "warnings" | "commands";
	readonly title: string;
	/** Behind the title: a count, a state. */
	readonly note: string;
	/** Something in it keeps the build from starting, or should be read before. */
	readonly alarm?: "error" | "warning";
	readonly lines: readonly TextLine[];
}

/** The plan in sections, wrapped to `columns`. */
export function reviewSections(input: ReviewInput, columns: number): ReviewSection[] {
	const { plan } = input.compiled;
	const missing = plan.tools.filter(({ present }) => !present);
	const short = input.space.filter(({ needed, free }) => free < needed);
	const hooks = plan.phases.reduce((sum, phase) => sum + phase.hooks.length, 0);
	const hostAlarm = missing.length > 0 || short.length > 0 ? { alarm: "error" as const } : {};
	return [
		{
			...{ id: "overview", title: "Overview", note: "", lines: overview(input, columns) },
			...alarmOf(input.obstacles),
		},
		{
			id: "elements",
			title: "Elements",
			note: `${plan.resolution.selected.length}`,
			lines: elementLines(input, columns),
		},
		{ id: "hooks", title: "Hooks", note: hooksNote(hooks, input), lines: hookLines(input, columns) },
		{ id: "environment", title: "Variables", note: "", lines: environmentLines(input, columns) },
		{ id: "disk", title: "Disk, outputs", note: "", lines: [...diskLines(input), [], ...outputLines(input, columns)] },
		{
			...{ id: "host", title: "This host", note: missing.length > 0 ? `${missing.length} missing` : "" },
			...{ lines: hostLines(input, columns), ...hostAlarm },
		},
		{
			...{ id: "warnings", title: "Warnings", note: `${plan.warnings.length}`, lines: warningLines(input, columns) },
			...(plan.warnings.length > 0 ? { alarm: "warning" as const } : {}),
		},
		{ id: "commands", title: "Commands", note: "", lines: commandLines(input, columns) },
	];
}

function alarmOf([worst]: ReviewInput["obstacles"]): { readonly alarm?: "error" | "warning" } {
	return worst ? { alarm: worst.kind === "stops" ? "error" : "warning" } : {};
}

/** The facts, then in full what a user should have seen before the build. */
function overview(input: ReviewInput, columns: number): TextLine[] {
	const { warnings, settings } = input.compiled.plan;
	const disk = withoutDiskImage(settings) ? [] : [[], [span("Disk", "strong")], ...diskLines(input)];
	return [
		...overviewLines(input, columns),
		...disk,
		...(warnings.length > 0 ? [[], [span("Warnings", "strong")], ...warningLines(input, columns)] : []),
	];
}

function elementLines({ compiled }: ReviewInput, columns: number): TextLine[] {
	const { resolution } = compiled.plan;
	const tree = treeRows(resolutionTree(resolution)).map(({ node, guide }): TextLine => {
		const { selected, exclusion, repeated } = node;
		const note = exclusion
			? `  provided by ${exclusion.providedBy}`
			: repeated
				? "  see above"
				: selected?.reason.kind === "implied"
					? "  added by a rule"
					: "";
		const asked = selected?.reason.kind === "requested";
		return [
			span(guide, "dim"),
			span(`${exclusion ? `${GLYPHS.refused} ` : ""}${node.name}`, asked ? "strong" : "plain"),
			span(note, "dim"),
		];
	});
	const excluded = resolution.excluded.map(({ name, providedBy, neededBy }): readonly [string, string] => [
		`${GLYPHS.refused} ${name}`,
		`provided by ${providedBy}${neededBy.length > 0 ? `, needed by ${neededBy.join(", ")}` : ""}`,
	]);
	const chance = resolution.ambiguity ? [[], ...paragraph(resolution.ambiguity.message, columns, "emphasis")] : [];
	if (excluded.length === 0) return [...tree, ...chance];
	return [
		...tree,
		[],
		[span("Left out: another element provides it", "strong")],
		...table(excluded, columns, ""),
		...chance,
	];
}

function hooksNote(hooks: number, { forecast }: ReviewInput): string {
	const { cached } = forecast ? forecastCounts(forecast) : { cached: 0 };
	return cached > 0 ? `${cached}/${hooks} cached` : `${hooks} to run`;
}

const FATES: Readonly<Record<HookForecast["kind"], string>> = {
	cached: "  cached  ",
	runs: "  to run  ",
	after: "  to run  ",
	may: "  may run ",
	always: "  to run  ",
};

/** Every hook, and what becomes of it: without layers all of them run. */
function hookLines({ compiled, durations, forecast }: ReviewInput, columns: number): TextLine[] {
	const told = new Map(forecast?.hooks.map((hook) => [hook.task, hook]));
	const { phases } = compiled.plan;
	const longest = Math.max(
		0,
		...phases.flatMap(({ hooks, ignored }) => [...hooks, ...ignored]).map(({ name }) => name.length),
	);
	const names = Math.min(longest, Math.floor(columns * 0.55));
	const meaning = phases.some(({ phase }) => durations?.stages[phase] !== undefined)
		? [[span(`${GLYPHS.mean} is the mean of earlier runs`, "dim")], []]
		: [];
	const lines = phases.flatMap(({ phase, where, hooks, ignored }): TextLine[] => {
		if (hooks.length + ignored.length === 0) return [];
		const mean = durations?.stages[phase];
		return [
			[
				span(`${phase}.d`, "strong"),
				span(where === "host" ? "  on this host" : "  in the image", "dim"),
				span(mean === undefined ? "" : `  ${GLYPHS.mean} ${shortDuration(mean)}`, "dim"),
			],
			...hooks.flatMap(({ name, element }): TextLine[] => {
				const { kind = "runs", why } = told.get(`${phase}/${name}`) ?? {};
				const line = [span(FATES[kind], kind === "cached" ? "emphasis" : "dim"), span(pad(name, names))];
				const because = why === undefined || kind === "always" ? [] : paragraph(why, columns, "dim", " ".repeat(10));
				return [[...line, span(`  ${element}`, "dim")], ...because];
			}),
			...ignored.map(({ name, element, why }) => [
				span("  never   ", "dim"),
				span(pad(name, names), "dim"),
				span(`  ${element}: ${why}`, "emphasis"),
			]),
		];
	});
	return [...meaning, ...lines];
}

/** What the user set, and what the engine or the host adds; the rest of the caller's environment would bury it. */
function environmentLines({ compiled }: ReviewInput, columns: number): TextLine[] {
	const groups = [
		["Set by the profile", ["profile", "flag"]],
		["From this host", ["host"]],
		["From your environment", ["caller"]],
		["Exported by the engine", ["engine"]],
	] as const;
	return groups.flatMap(([title, sources], index): TextLine[] => {
		const shown = compiled.plan.environment.filter(
			({ from, name }) =>
				(sources as readonly string[]).includes(from) &&
				name !== "DIB_ENV" &&
				(from !== "caller" || /^(DIB_|ARCH$|ELEMENTS_PATH$)/.test(name)),
		);
		if (shown.length === 0) return [];
		const rows = shown.map(({ name, value, secret }): readonly [string, string] => [
			name,
			secret ? "••••••" : (value ?? createMasker(compiled.secretValues)(compiled.environment[name] ?? "")) || "(empty)",
		]);
		return [...(index > 0 ? [[]] : []), [span(title, "strong")], ...table(rows, columns)];
	});
}

function outputLines({ compiled: { plan } }: ReviewInput, columns: number): TextLine[] {
	const { settings, outputs, hookFiles } = plan;
	const sums = settings.checksums.length > 0 ? [`with ${settings.checksums.join(" and ")} files`] : [];
	if (outputs.length + hookFiles.length === 0) return [[span("no image is made", "emphasis")]];
	return [
		...outputs.flatMap(({ format, file }) => {
			const compression = format === "qcow2" ? [`compression ${settings.compression}`] : [];
			return fact(format, [file, ...compression, ...sums].join(", "), columns);
		}),
		...hookFiles.flatMap(({ file, element }) =>
			fact(file.split(".").at(-1) ?? "", `${file}, by a hook of ${element}`, columns),
		),
	];
}

/** One line for every device, partition and file system of the image. */
function diskLines({ compiled }: ReviewInput): TextLine[] {
	const { disk, settings } = compiled.plan;
	const none = withoutDiskImage(settings);
	return none ? [[span(`no disk image: ${none}`, "emphasis")]] : disk.drawing.map((line) => [span(line)]);
}
