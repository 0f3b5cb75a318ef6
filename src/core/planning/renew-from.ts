import { UserError } from "../errors.js";
import { EXTRA_PACKAGES, GROWING_PHASES } from "../hooks/phases.js";
import { ALL_TASKS } from "../settings/run.js";
import { nearest } from "../text/suggest.js";
import type { Plan } from "./plan.js";

/** Throws UserError `unknown-task` when hooks are to run again from a task on that the build does not have. */
export function assertRenewFrom({ settings, phases }: Pick<Plan, "settings" | "phases">): void {
	const wanted = settings.renewFrom;
	if (wanted === undefined || wanted === ALL_TASKS) return;
	const tasks = phases
		.filter(({ phase }) => GROWING_PHASES.includes(phase))
		.flatMap(({ phase, hooks }) => hooks.map(({ name }) => `${phase}/${name}`));
	if (settings.extraPackages.length > 0) tasks.push(`install/${EXTRA_PACKAGES}`);
	if (tasks.includes(wanted)) return;
	const near = [...tasks.filter((task) => task.endsWith(`/${wanted}`)), ...nearest(wanted, tasks)];
	throw new UserError({
		code: "unknown-task",
		message: `'${wanted}' is not a task of this build that a layer can stand for, so nothing would run again because of it`,
		next: [
			...(near.length > 0 ? [`Did you mean ${[...new Set(near)].slice(0, 3).join(" or ")}?`] : []),
			"Write a phase and a hook, like install/50-x; diskwright plan lists all. --no-cache runs all hooks again.",
		],
	});
}
