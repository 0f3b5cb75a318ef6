import { forecastCounts, forecastMs } from "../../../core/built/forecast.js";
import { sourceLabel } from "../../../core/element/source.js";
import { architectureText, forecastLines, keptOlderText, withoutDiskImage } from "../../../core/planning/plan-text.js";
import type { TextLine } from "../../../core/readme/render.js";
import { shortBytes, shortDuration } from "../../../core/text/short-quantities.js";
import { errorLines } from "../../kit/components/error-text.js";
import { GLYPHS } from "../../kit/look/glyphs.js";
import { whoCanLogIn } from "../../login/who-can-log-in.js";
import type { Obstacle } from "../step.js";
import type { ReviewInput } from "./input.js";
import { fact, paragraph, span } from "./lines.js";

/** What will be built, in a dozen lines, with what stands in the way first. */
export function overviewLines(input: ReviewInput, columns: number): TextLine[] {
	const { compiled, build, error, durations, space, obstacles } = input;
	const { plan, environment } = compiled;
	const { settings } = plan;
	const hooks = plan.phases.reduce((sum, { hooks: own }) => sum + own.length, 0);
	const size = settings.imageSize ? `${settings.imageSize} GiB` : "sized by its content";
	const none = withoutDiskImage(settings);
	const login = whoCanLogIn(build, error ? { status: "failed", error, before: compiled } : { status: "ok", compiled });
	const system = compiled.elements.find(({ meta }) => meta?.operatingSystem)?.meta?.operatingSystem;
	const release = [system?.distribution, environment.DIB_RELEASE].filter(Boolean).join(" ");
	const outputs = [...plan.outputs, ...plan.hookFiles].map(({ file }) => file).join(", ") || "none";
	return [
		...(error ? problemLines(error, columns) : []),
		...(error ? [] : obstacleLines(obstacles, columns)),
		...fact("image", plan.imageName, columns, "strong"),
		...(plan.profile ? fact("profile", plan.profile, columns) : []),
		...(release ? fact("release", release, columns) : []),
		...fact("architecture", architectureText(plan), columns),
		...fact("asked for", plan.resolution.requested.join(" "), columns),
		...fact("elements", `${plan.resolution.selected.length}, with what they need`, columns),
		...(plan.sources ? fact("with", `elements of ${plan.sources.map(sourceLabel).join(", ")}`, columns) : []),
		...fact("hooks", hooksText(hooks, input), columns),
		...layerFacts(input, columns),
		...fact("disk", none ? `none: ${none}` : `${size}, ${plan.disk.rootFsType}`, columns),
		...fact("outputs", outputs, columns),
		...input.replaced.flatMap(({ file, bytes }) =>
			fact("", `${file} is there already (${shortBytes(bytes)}): ${keptOlderText(settings)}`, columns),
		),
		...fact(
			"login",
			`${login.possible ? "" : `${GLYPHS.warning} `}${login.text}`,
			columns,
			login.possible ? "plain" : "strong",
		),
		...fact("time", timeText(durations, input.forecast), columns),
		...space.flatMap(({ what, needed, free, folder, from }) =>
			fact(
				"space",
				`${what}: at least ${shortBytes(needed)}${from ? ` (${from})` : ""}, free ${shortBytes(free)} in ${folder}`,
				columns,
				free < needed ? "strong" : "plain",
			),
		),
		...(plan.warnings.length > 0
			? fact("warnings", `${GLYPHS.warning} ${plan.warnings.length}: see section 7`, columns)
			: []),
	];
}

/** Each with the step where it is solved, or the section that tells more. */
function obstacleLines(obstacles: readonly Obstacle[], columns: number): TextLine[] {
	if (obstacles.length === 0) return [];
	return [
		...obstacles.flatMap(({ kind, text, step }) =>
			paragraph(
				`${kind === "stops" ? GLYPHS.failed : GLYPHS.warning} ${text}: ${step ? `step ${step.title}` : "see section 6"}`,
				columns,
				"strong",
			),
		),
		[],
	];
}

function problemLines(error: NonNullable<ReviewInput["error"]>, columns: number): TextLine[] {
	const styles = { cause: "strong", place: "dim", next: "plain" } as const;
	return [
		[span("This cannot be built yet", "heading")],
		...errorLines(error, columns).map(({ text, kind }): TextLine => [span(text, styles[kind])]),
		[],
		[span("The newest plan that could:", "dim")],
	];
}

function hooksText(hooks: number, { forecast }: ReviewInput): string {
	if (!forecast || forecast.unknown !== undefined) return `${hooks} to run`;
	if (forecast.unchanged) return "none to run: nothing has changed";
	const { cached } = forecastCounts(forecast);
	return `${hooks}, of which ${cached} ${cached === 1 ? "is" : "are"} cached: see section 3`;
}

/** What layers save, where the build uses them. */
function layerFacts({ forecast }: ReviewInput, columns: number): TextLine[] {
	if (!forecast) return [];
	return forecastLines({ forecast }).flatMap((line, index) => fact(index === 0 ? "layers" : "", line, columns));
}

function timeText(durations: ReviewInput["durations"], forecast: ReviewInput["forecast"]): string {
	if (!durations) return "…";
	if (forecast?.unchanged) return "none, unless it is built all the same";
	if (durations.runs === 0) return "not known: no earlier run of this image";
	const runs = `${durations.runs} earlier ${durations.runs === 1 ? "run" : "runs"}`;
	const ms = forecast && forecast.unknown === undefined ? forecastMs(forecast, durations) : undefined;
	if (ms !== undefined) return `about ${shortDuration(ms)} with what is cached, by the means of ${runs}`;
	return `about ${shortDuration(durations.ms)}, mean of ${runs}`;
}
