import type { Element } from "../element/element.js";
import { runnableHooks, snippetOrder } from "../hooks/hook-order.js";
import { hooksOfElements, unwritableNames } from "../hooks/hooks-tree.js";
import { PHASES } from "../hooks/phases.js";
import { nearest } from "../text/suggest.js";
import { closureOf } from "./closure.js";
import type { LintFacts, Rule, Sighting } from "./rule.js";

const PHASE_FOLDERS: readonly string[] = PHASES.map((phase) => `${phase}.d`);
const HOOK_LIKE = /^\d+-/;

/** Hooks that will not run although they look so (contract §5, §6.2, §6.4). */
export const HOOK_RULES: readonly Rule[] = [
	{
		id: "hook-mode",
		severity: "error",
		asks: "files in phase folders named like hooks (`10-name`) can run",
		cure: "begin it with #!/bin/bash and make it executable (chmod +x), or move it out of the phase folder",
		dib: false,
		check: (facts) =>
			ignoredEntries(facts.element)
				.filter(({ path, name }) => HOOK_LIKE.test(name) && !hasNameProblem(name) && !beginsAsScript(facts, path))
				.map(({ path, why }) => ({
					place: { file: `${facts.element.path}/${path}` },
					message: `it does not run: ${why}`,
				})),
	},
	{
		id: "hook-name",
		severity: "warning",
		asks: "executables in phase folders, and snippets, have names that are looked at",
		cure: "rename it: hooks have letters, digits, - and _ only, snippets a . too",
		dib: false,
		check: (facts) => [...hookNames(facts), ...snippetNames(facts.element)],
	},
	{
		id: "name-utf8",
		severity: "error",
		asks: "names of files are UTF-8, else the element cannot be built with",
		cure: "rename it",
		dib: false,
		check: ({ element }) =>
			unwritableNames(element).map((path) => ({
				place: { file: `${element.path}/${path}` },
				message: "its name is no UTF-8",
			})),
	},
	{
		id: "phase-folder",
		severity: "error",
		asks: "folders with hooks have the name of a phase",
		cure: `the phases are ${PHASE_FOLDERS.join(", ")}`,
		dib: false,
		check: ({ element }) =>
			Object.entries(element.dirs)
				.filter(
					([folder, entries]) =>
						!PHASE_FOLDERS.includes(folder) && Object.keys(entries).some((name) => HOOK_LIKE.test(name)),
				)
				.flatMap(([folder]) => {
					const [alike] = nearest(folder, [...PHASE_FOLDERS, "environment.d"], 1);
					if (!alike || alike === folder) return [];
					const message = `there is no phase ${folder}: nothing in it runs`;
					return [{ place: { file: `${element.path}/${folder}` }, message, cure: `did you mean ${alike}?` }];
				}),
	},
	{
		id: "hook-collision",
		severity: "error",
		asks: "no hook has the name of a hook in an element it depends on",
		cure: "rename the hook",
		dib: false,
		check: ({ element, catalogue }) =>
			hooksOfElements([element, ...closureOf(element, catalogue)])
				.collisions.filter(({ fatal, elements }) => fatal && elements.includes(element.name))
				.map(({ path, elements }) => ({
					place: { file: `${element.path}/${path}` },
					message: `${elements.filter((name) => name !== element.name).join(", ")} has a file of this name: no image can hold both`,
				})),
	},
];

interface Ignored {
	readonly path: string;
	readonly name: string;
	readonly why: string;
}

function ignoredEntries(element: Element): Ignored[] {
	return PHASE_FOLDERS.flatMap((folder) =>
		runnableHooks(element.dirs[folder] ?? {})
			.ignored.filter(({ why }) => why !== "a directory")
			.map(({ name, why }) => ({ path: `${folder}/${name}`, name, why })),
	);
}

const hasNameProblem = (name: string) => !/^[0-9A-Za-z_-]+$/.test(name);

/** The rule `executable` tells those already. */
function beginsAsScript({ files }: LintFacts, path: string): boolean {
	return files.find((file) => file.path === path)?.text.startsWith("#!") ?? false;
}

/** Data beside hooks is common: what another file of the element names is not meant to run. */
function hookNames({ element, files }: LintFacts): Sighting[] {
	const isNamed = (name: string, path: string) =>
		files.some((file) => file.path !== path && !file.path.endsWith(".rst") && file.text.includes(name));
	return ignoredEntries(element)
		.filter(({ path, name }) => {
			const file = files.find((one) => one.path === path);
			return hasNameProblem(name) && file?.executable && !isNamed(name, path);
		})
		.map(({ path, why }) => ({ place: { file: `${element.path}/${path}` }, message: `it does not run: ${why}` }));
}

function snippetNames(element: Element): Sighting[] {
	const entries = element.dirs["environment.d"] ?? {};
	return snippetOrder(entries)
		.ignored.filter((name) => entries[name]!.kind !== "dir")
		.map((name) => ({ place: { file: `${element.path}/environment.d/${name}` }, message: "it is not sourced" }));
}
