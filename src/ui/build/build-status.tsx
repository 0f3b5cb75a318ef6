import { Box, Text } from "ink";
import type { Gauges } from "../../core/host/gauges.js";
import type { BuildState } from "../../core/run/build-state.js";
import { takenFromLayers } from "../../core/run/taken-from-layers.js";
import { groupDigits, shortBytes, shortDuration } from "../../core/text/short-quantities.js";
import { useKeyName } from "../keys/use-keys.js";
import { ProgressBar } from "../kit/components/progress-bar.js";
import { fittingReadings, type Reading, Readings, readingsWidth } from "../kit/components/readings.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { useTheme } from "../kit/look/theme.js";
import { cut } from "../kit/text/text.js";
import type { RunState } from "./run.js";

export interface BuildStatusProps {
	readonly columns: number;
	readonly build: BuildState;
	readonly reading: RunState["reading"];
	/** 0 to 1. */
	readonly share: number;
	readonly counts: { readonly errors: number; readonly warnings: number };
	readonly gauges?: Gauges | undefined;
	/** Tells a silent build that works from one that hangs. */
	readonly liveness?: Reading | undefined;
}

/** One row: how far the build is, what it complained about, and how busy the machine is. */
export function BuildStatus({ columns, build, reading, share, counts, gauges, liveness }: BuildStatusProps) {
	const theme = useTheme();
	const inner = columns - 2;
	const bar = Math.max(10, Math.min(34, Math.floor(inner / 4)));
	const word = stateWord(build, reading, useKeyName()("confirm"));
	const room = inner - bar - 7 - (word ? word.text.length + 3 : 0);
	const told = [...complaints(counts, build), ...layerReadings(build), ...gaugeReadings(gauges)];
	// What may hang is told before anything else, where there is little room.
	const place = liveness?.colour === "warn" ? 0 : 2;
	const readings = fittingReadings(liveness ? told.toSpliced(place, 0, liveness) : told, room);
	const used = bar + 7 + readingsWidth(readings) + (word && readings.length > 0 ? 3 : 0);
	return (
		<Box width={columns} height={1} flexShrink={0} paddingX={1}>
			<ProgressBar share={share} columns={bar} colour={barColour(build, reading, theme)} />
			<Text wrap="truncate">
				<Text color={theme.strong}>{`${Math.floor(share * 100)}%`.padStart(5)}</Text>
				{"  "}
				{word ? <Text color={theme[word.colour]}>{cut(word.text, inner - used + 3)}</Text> : null}
				{word && readings.length > 0 ? "   " : ""}
				<Readings readings={readings} />
			</Text>
		</Box>
	);
}

/** What is special about the state of a build, if anything. */
function stateWord(
	build: BuildState,
	reading: RunState["reading"],
	confirm: string,
): { readonly text: string; readonly colour: "ok" | "warn" | "error" | "dim" } | undefined {
	if (reading === "reading") return { text: "reading the run", colour: "dim" };
	if (reading === "died") return { text: `${GLYPHS.failed} died`, colour: "error" };
	const after = build.ms === undefined ? "" : ` after ${shortDuration(build.ms)}`;
	switch (build.status) {
		case "ok":
			return {
				text: `${GLYPHS.ok} built in ${shortDuration(build.ms ?? 0)} · ${confirm} for the result`,
				colour: "ok",
			};
		case "failed":
			return { text: `${GLYPHS.failed} failed${after}`, colour: "error" };
		case "cancelled":
			return { text: `${GLYPHS.cancelled} cancelled${after}`, colour: "warn" };
		case "cancelling":
			return { text: `${GLYPHS.cancelled} cancelling, cleaning up`, colour: "warn" };
		case "paused":
			return { text: `${GLYPHS.warning} paused`, colour: "warn" };
		default:
			return undefined;
	}
}

function barColour(build: BuildState, reading: RunState["reading"], theme: ReturnType<typeof useTheme>): string {
	const colour =
		reading === "died" || build.status === "failed"
			? theme.error
			: ["paused", "cancelling", "cancelled"].includes(build.status)
				? theme.warn
				: theme.ok;
	return colour ?? "";
}

function complaints({ errors, warnings }: BuildStatusProps["counts"], build: BuildState): Reading[] {
	const failed = Object.values(build.tasks).filter(({ status }) => status === "failed").length;
	const bad = errors + failed;
	const all = warnings + build.warnings.length;
	return [
		{
			label: bad === 1 ? "error" : "errors",
			value: groupDigits(bad),
			valueFirst: true,
			colour: bad > 0 ? "error" : "dim",
		},
		{
			label: all === 1 ? "warning" : "warnings",
			value: groupDigits(all),
			valueFirst: true,
			colour: all > 0 ? "warn" : "dim",
		},
	];
}

/** How many hooks layers took the place of. */
function layerReadings(build: BuildState): Reading[] {
	const { cached } = takenFromLayers(Object.values(build.tasks));
	return cached === 0 ? [] : [{ label: "cached", value: groupDigits(cached), valueFirst: true, colour: "ok" }];
}

/** A disk fuller than this is worth a colour: the build may not fit. */
const NEARLY_FULL = 0.9;

function gaugeReadings(gauges: Gauges | undefined): Reading[] {
	if (!gauges) return [];
	const usage = ({ used, total }: { used: number; total: number }) => `${shortBytes(used)}/${shortBytes(total)}`;
	const colour = ({ used, total }: { used: number; total: number }) => (used > total * NEARLY_FULL ? "warn" : "text");
	return [
		...(gauges.cpu === undefined
			? []
			: [{ label: "cpu", value: `${Math.round(gauges.cpu * 100)}%`.padStart(3), colour: "text" as const }]),
		{ label: "mem", value: usage(gauges.memory), colour: colour(gauges.memory) },
		...gauges.disks.map((disk) => ({ label: disk.name, value: usage(disk), colour: colour(disk) }) as const),
		...(gauges.network === undefined
			? []
			: [{ label: "net", value: `${shortBytes(gauges.network)}/s`, colour: "text" as const }]),
	];
}
