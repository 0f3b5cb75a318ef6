import type { Reporter, TextOutput } from "./reporter.js";
import { digestLines } from "./summary.js";

/** Says nothing but why a build failed. */
export function quietReporter(errors: TextOutput): Reporter {
	return {
		event(event) {
			if (event.type !== "build.finished" || event.outcome === "ok") return;
			const lines = event.digest ? digestLines(event.digest) : [`error: ${event.error?.message ?? event.outcome}`];
			errors.write(`${lines.join("\n")}\n`);
		},
		end: async () => {},
	};
}
