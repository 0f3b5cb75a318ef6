import type { Work } from "../../core/run/work.js";
import { shortBytes, shortDuration } from "../../core/text/short-quantities.js";
import type { Reading } from "../kit/components/readings.js";
import { GLYPHS } from "../kit/look/glyphs.js";

/** Shorter silence is nothing special. */
const SILENT_MS = 10_000;
/** So long without a word and without work nothing that builds an image is. */
const HANGS_MS = 30_000;
/** Less than this is not worth a number. */
const TOLD = { cpu: 0.01, bytes: 1024 } as const;

/**
 * The sign that tells a build that works from one that hangs; none while it speaks.
 *
 * @param silentMs since its last word
 * @param work what its processes do now; undefined when nobody measures, as with `idleMs`
 * @param idleMs since they worked
 */
export function livenessReading(
	silentMs: number,
	work: Work | undefined,
	idleMs: number | undefined,
): Reading | undefined {
	if (silentMs < SILENT_MS) return undefined;
	const silence = shortDuration(Math.floor(silentMs / 1000) * 1000);
	if (idleMs !== undefined && Math.min(silentMs, idleMs) >= HANGS_MS)
		return { label: "it may hang", value: `${GLYPHS.warning} silent ${silence}`, valueFirst: true, colour: "warn" };
	return { label: "silent", value: [silence, ...(work ? doings(work) : [])].join(", "), colour: "dim" };
}

/** What the processes of a build do, in few words. */
function doings({ cpu, bytes, waitsForDisk, runs }: Work): string[] {
	const told = [
		...(cpu >= TOLD.cpu || runs ? [`cpu ${Math.round(cpu * 100)}%`] : []),
		...(bytes >= TOLD.bytes ? [`io ${shortBytes(bytes)}/s`] : []),
		...(waitsForDisk ? ["waits for a disk"] : []),
	];
	return told.length > 0 ? told : ["waiting"];
}
