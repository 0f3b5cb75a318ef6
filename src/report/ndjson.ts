import type { Reporter, TextOutput } from "./reporter.js";

/** Passes the events on, one JSON object a line. */
export function ndjsonReporter(output: TextOutput): Reporter {
	return {
		event: (event) => {
			output.write(`${JSON.stringify(event)}\n`);
		},
		end: async () => {},
	};
}
