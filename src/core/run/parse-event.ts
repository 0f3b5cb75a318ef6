import type { BuildEvent } from "./events.js";

/** Code of the warning that stands in place of an event that cannot be read. */
export const DAMAGED_EVENT = "damaged-event";

/** One line of `events.ndjson`; undefined for one that is not an event. Events of an unknown type are one. */
export function parseEvent(line: string): BuildEvent | undefined {
	try {
		const event = JSON.parse(line) as BuildEvent | null;
		if (typeof event !== "object" || event === null || typeof event.type !== "string") return undefined;
		if (event.type === "log" && !(Array.isArray(event.lines) && typeof event.first === "number")) return undefined;
		return event;
	} catch {
		return undefined;
	}
}

/** What readers see in place of such a line. */
export function damagedEvent(at: number): BuildEvent {
	const message = "A line in the events of this run is damaged: what it told is missing";
	return { seq: -1, at, type: "warning", code: DAMAGED_EVENT, message };
}
