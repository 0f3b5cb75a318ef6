import type { Plan } from "../planning/plan.js";
import type { Artifact } from "../run/build-state.js";
import { quoteWords } from "../text/quote-shell.js";
import { openstackCommand } from "./openstack-command.js";
import { reachCommand, runCommand } from "./try-image.js";

/** What a user does next with an image: a word, and the command in one line. */
export interface TryLine {
	readonly label: "run it" | "reach it" | "upload";
	readonly command: string;
}

/** The commands that run, reach and upload what a build has made; those that do not fit it are left out. */
export function tryLines(plan: Plan, artifacts: readonly Pick<Artifact, "path" | "format">[]): readonly TryLine[] {
	const run = runCommand(plan, artifacts);
	const all = [
		["run it", run && quoteWords(run)],
		["reach it", run && reachCommand(plan)],
		["upload", openstackCommand(plan, artifacts)],
	] as const;
	return all.flatMap(([label, command]) => (command === undefined ? [] : [{ label, command }]));
}
