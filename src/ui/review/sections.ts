import type { Durations } from "../../core/durations.js";
import type { SerialisedError } from "../../core/errors.js";
import type { CompiledPlan } from "../../core/planning/compile-plan.js";
import type { TextLine } from "../../core/readme/render.js";
import { resolutionTree } from "../../core/resolve/tree.js";
import { treeRows } from "../../core/tree-rows.js";
import { GLYPHS } from "../glyphs.js";
import type { DraftBuild, DraftCommands, SpaceNeed } from "../services/plans.js";
import { commandLines, hostLines, warningLines } from "./host-lines.js";
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

/** Everything that is known of a build before it starts. */
export interface ReviewInput {
	readonly build: DraftBuild;
	readonly compiled: CompiledPlan;
	/** Why the draft cannot be built as it is; then `compiled` is the newest plan that could. */
	readonly error: SerialisedError | undefined;
	/** Means of earlier runs; absent while they are looked up. */
	readonly durations: Durations | undefined;
	readonly space: readonly SpaceNeed[];
	readonly commands: DraftCommands | undefined;
	readonly installCommand: (tools: readonly string[]) => string | undefined;
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
			...{ id: "overview", title: "Overview", note: "", lines: overviewLines(input, columns) },
			...(input.error ? { alarm: "error" as const } : {}),
		},
		{
			id: "elements",
			title: "Elements",
			note: `${plan.resolution.selected.length}`,
			lines: elementLines(input, columns),
		},
		{ id: "hooks", title: "Hooks", note: `${hooks} to run`, lines: hookLines(input, columns) },
		{ id: "environment", title: "Variables", note: "", lines: environmentLines(input, columns) },
		{ id: "disk", title: "Disk, outputs", note: "", lines: diskLines(input, columns) },
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

/** Nothing is kept from earlier builds: every hook runs. */
function hookLines({ compiled, durations }: ReviewInput, columns: number): TextLine[] {
	return compiled.plan.phases.flatMap(({ phase, where, hooks, ignored }): TextLine[] => {
		if (hooks.length + ignored.length === 0) return [];
		const mean = durations?.stages[phase];
		const widest = Math.max(...[...hooks, ...ignored].map(({ name }) => name.length));
		return [
			[
				span(`${phase}.d`, "strong"),
				span(where === "host" ? "  on this host" : "  in the image", "dim"),
				span(mean === undefined ? "" : `  ${GLYPHS.mean} ${seconds(mean)}`, "dim"),
			],
			...hooks.map(
				({ name, element }): TextLine => [
					span(`  ${GLYPHS.running} ${name.padEnd(widest)}  `),
					span(`${element}  `, "dim"),
					span(columns > 50 ? "to run" : "", "dim"),
				],
			),
			...ignored.map(
				({ name, element, why }): TextLine => [
					span(`  ${GLYPHS.skipped} ${name.padEnd(widest)}  `, "dim"),
					span(`${element}  does not run: ${why}`, "emphasis"),
				],
			),
		];
	});
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(ms < 9500 ? 1 : 0)}s`;

/** What the person set, and what the engine or the host adds; the rest of the caller's environment would bury it. */
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
		const rows = shown.map(({ name, secret }): readonly [string, string] => [
			name,
			secret ? "••••••" : compiled.environment[name] || "(empty)",
		]);
		return [...(index > 0 ? [[]] : []), [span(title, "strong")], ...table(rows, columns)];
	});
}

function diskLines({ compiled: { plan } }: ReviewInput, columns: number): TextLine[] {
	const { settings, disk, outputs } = plan;
	const sums = settings.checksums.length > 0 ? [`with ${settings.checksums.join(" and ")} files`] : [];
	return [
		...disk.drawing.map((line): TextLine => [span(line)]),
		[],
		...outputs.flatMap(({ format, file }) =>
			fact(
				format,
				[file, ...(format === "qcow2" ? [`compression ${settings.compression}`] : []), ...sums].join(", "),
				columns,
			),
		),
		...(outputs.length === 0 ? [[span("no image is made", "emphasis")]] : []),
	];
}
