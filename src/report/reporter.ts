import type { BuildEvent } from "../core/run/events.js";

/** A reader of a build's events that shows them in one form. */
export interface Reporter {
	event(event: BuildEvent): void;
	/** Called once, after the last event; resolves when everything is written. */
	end(): Promise<void>;
}

/** Where a reporter writes. */
export interface TextOutput {
	write(text: string): unknown;
}
