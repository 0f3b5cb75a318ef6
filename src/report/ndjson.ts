import { printableJson } from "../core/text/terminal-text.js";
import type { Reporter, TextOutput } from "./reporter.js";

/** Passes the events on, one JSON object a line. */
export function ndjsonReporter(output: TextOutput): Reporter {
	return {
		event: (event) => {
			output.write(`${printableJson(event)}\n`);
		},
		end: async () => {},
	};
}
