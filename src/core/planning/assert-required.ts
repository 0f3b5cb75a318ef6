import type { Element } from "../element/element.js";
import { isEngineVariable } from "../element/engine-variables.js";
import { UserError } from "../errors.js";
import { snippetOrder } from "../hooks/hook-order.js";
import { hooksOfElements } from "../hooks/hooks-tree.js";
import { type RequiredVariable, readSnippet } from "../shell/required-variables.js";
import type { Plan } from "./plan.js";

interface RequiredInput {
	readonly program: Plan["program"];
	readonly elements: readonly Element[];
	/** What hooks see, but for what the engine adds. */
	readonly environment: Readonly<Record<string, string>>;
	/** Text of a snippet. */
	readonly textOfFile: (file: string) => string;
}

/** A variable that a snippet cannot do without, and where it says so. */
interface Missing extends RequiredVariable {
	readonly element: string;
	readonly file: string;
}

/**
 * Refuses a build whose snippets of environment.d end in a line that is always reached because a variable is not set:
 * `: "${DIB_X:?text}"`, or an unset one that is read (they run with `set -u`). Throws UserError `variable-missing` naming
 * every one of them.
 */
export function assertRequired(input: RequiredInput): void {
	const [first, ...others] = missingVariables(input);
	if (!first) return;
	const { name, element, file, line, text } = first;
	const isEmpty = name in input.environment;
	throw new UserError({
		code: "variable-missing",
		message: `The element ${element} needs the variable ${name}, which is ${isEmpty ? "empty" : "not set"}${text ? `: ${text}` : ""}`,
		place: { file, line },
		next: [
			input.program === "diskwright"
				? `Set it: diskwright build … --set ${name}=VALUE, or under \`variables:\` in the profile`
				: `Set it: ${name}=VALUE ${input.program} …`,
			...others.map((one) => `${one.element} needs ${one.name} too: ${one.file}:${one.line}`),
		],
	});
}

function missingVariables({ elements, environment, textOfFile }: RequiredInput): Missing[] {
	const merged = hooksOfElements(elements).directories["environment.d"] ?? {};
	const entries = Object.fromEntries(Object.entries(merged).map(([name, { entry }]) => [name, entry]));
	const missing: Missing[] = [];
	const sets = new Set<string>();
	for (const snippet of snippetOrder(entries).sourced) {
		const owner = merged[snippet]?.elements[0] as Element;
		const file = `${owner.path}/environment.d/${snippet}`;
		const reading = readSnippet(textOfFile(file));
		for (const one of reading.required) {
			const { name, notEmpty } = one;
			const isThere = notEmpty ? Boolean(environment[name]) : environment[name] !== undefined;
			const isTold = missing.some((told) => told.name === name);
			if (isThere || isTold || sets.has(name) || isProvided(name)) continue;
			missing.push({ ...one, element: owner.name, file });
		}
		for (const name of reading.sets) sets.add(name);
		if (reading.opaque) break;
	}
	return missing;
}

/** What bash and the engine set before the first snippet (contract §3.2). */
const PROVIDED = new RegExp(
	`^(${[
		"_|BASH\\w*|COMP_\\w+|DIRSTACK|EPOCH\\w+|EUID|FUNCNAME|GROUPS|HOSTNAME|HOSTTYPE|IFS|LINENO|MACHTYPE|OLDPWD|OPTARG|OPTERR|OPTIND",
		"OSTYPE|PATH|PIPESTATUS|PPID|PS4|PWD|RANDOM|REPLY|SECONDS|SHELL|SHELLOPTS|SHLVL|SRANDOM|TERM|UID",
		"_LIB|ARCH|IMAGE_\\w+|FS_TYPE|ELEMENTS_PATH|TMP_\\w+|TMPDIR|TARGET_ROOT|OUT_IMAGE_PATH|DISKWRIGHT_\\w+|LC_ALL|SKIP_BASE",
	].join("|")})$`,
);
const isProvided = (name: string) => PROVIDED.test(name) || isEngineVariable(name);
