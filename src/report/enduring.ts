import type { BuildEvent } from "../core/run/events.js";
import type { Reporter } from "./reporter.js";

/** A reporter that is given up, not the build, when it cannot go on: the disk of its log file is full. `onLost` is told once. */
export function enduringReporter(reporter: Reporter, onLost: (error: Error) => void): Reporter {
	let lost = false;
	const lose = (error: unknown) => {
		lost = true;
		onLost(error as Error);
	};
	return {
		event(event: BuildEvent) {
			if (lost) return;
			try {
				reporter.event(event);
			} catch (error) {
				lose(error);
			}
		},
		async end() {
			if (!lost) await reporter.end().catch(lose);
		},
	};
}
