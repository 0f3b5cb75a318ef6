import type { Gauges } from "../core/gauges.js";
import { shortDuration } from "../core/human.js";
import type { Reading } from "./components/readings.js";
import { GLYPHS } from "./glyphs.js";

/** Shorter silence is nothing special. */
const SILENT_MS = 10_000;
/** So long without a word and without work nothing that builds an image is. */
const HANGS_MS = 30_000;
/** A machine on which something works: share of all processors, bytes a second, bytes on a disk. */
const BUSY = { cpu: 0.1, network: 16_384, disk: 65_536 } as const;

/** Whether something worked between two samples of a machine: a processor, a disk or the network. */
export function stirs(before: Gauges | undefined, now: Gauges): boolean {
	if ((now.cpu ?? 1) >= BUSY.cpu || (now.network ?? 0) >= BUSY.network) return true;
	return now.disks.some(({ name, used }) => {
		const was = before?.disks.find((disk) => disk.name === name);
		return was !== undefined && Math.abs(used - was.used) >= BUSY.disk;
	});
}

/**
 * The sign that tells a build that works from one that hangs; none while it speaks.
 *
 * @param silentMs since its last word
 * @param idleMs since something on its machine worked; undefined when nobody measures
 */
export function livenessReading(silentMs: number, idleMs: number | undefined): Reading | undefined {
	if (silentMs < SILENT_MS) return undefined;
	const silence = shortDuration(Math.floor(silentMs / 1000) * 1000);
	if (idleMs !== undefined && Math.min(silentMs, idleMs) >= HANGS_MS) {
		return {
			label: "and nothing works: it may hang",
			value: `${GLYPHS.warning} silent ${silence}`,
			valueFirst: true,
			colour: "warn",
		};
	}
	const working = idleMs !== undefined && idleMs < SILENT_MS;
	return { label: "silent", value: working ? `${silence}, working` : silence, colour: "dim" };
}
