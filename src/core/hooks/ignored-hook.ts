import type { Entry } from "../element/element.js";
import type { Plan } from "../planning/plan.js";

/** Whether a file of a phase folder whose name has a dot looks like a hook: a script, and not a backup or a text to read. */
export function isMeantAsHook(name: string, kind: Entry["kind"] | undefined): boolean {
	if (name.startsWith(".") || /(?:~|\.(?:md|rst|txt|orig|bak|rej|swp|dpkg-\w+|rpm\w+))$/i.test(name)) return false;
	return kind === "exec" || /^\d+[-_].*\.(?:sh|bash|py|pl)$/.test(name);
}

/** The warning about a file that will not run although it looks so; `what` says whose it is. */
export function ignoredHook(what: string, name: string, why: string): Plan["warnings"][number] {
	const better = name.replace(/\.\w+$/, "").replaceAll(".", "-");
	return {
		code: "hook-ignored",
		message: `${what} will not run: ${why}`,
		...(name.includes(".") ? { hint: `Names of hooks have no dot: rename it to ${better}.` } : {}),
	};
}
