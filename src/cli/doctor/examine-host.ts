import { shortVersion } from "../../core/element/source.js";
import type { HostFinding } from "../../core/host/host-finding.js";
import { examine } from "../../host/examine.js";
import { preferencesFile, textIfThere } from "../../profiles/peek-preferences.js";
import { inspectCollection } from "../../sources/inspect.js";
import { INSTALLED_NAME, type InstalledElements, installedElements } from "../../sources/installed.js";
import { type KeptSource, listSources, sourceFolders } from "../../sources/store.js";
import { countElements } from "../commands/elements/list.js";
import { examineLayers } from "./examine-layers.js";
import { examineKept } from "./kept-storage.js";

type Environment = Readonly<Record<string, string>>;

/** What this host has and lacks, the elements of others among it. */
export async function examineHost(env: Environment): Promise<HostFinding[]> {
	const found = await Promise.all([
		examine(),
		examineKept(env, process.cwd()),
		examineLayers(env, process.cwd()),
		examineElements(env),
		examinePreferences(env),
	]);
	return found.flat();
}

async function examineElements(env: Environment): Promise<HostFinding[]> {
	const { sources, damaged } = listSources(sourceFolders(env));
	const installed = await installedElements(env);
	return [
		...(installed.length > 0 ? await Promise.all(installed.map(describeInstalled)) : [NOT_INSTALLED]),
		...sources.map(describeKept),
		...damaged.map(
			({ name, problem }): HostFinding => ({
				...{ group: "Elements", name, state: "warning", detail: problem.message },
				...(problem.next[0] ? { cure: problem.next[0] } : {}),
			}),
		),
	];
}

/** Nothing is missing without it: our own elements do the same. */
const NOT_INSTALLED: HostFinding = {
	...{ group: "Elements", name: INSTALLED_NAME, state: "ok" },
	detail: "not installed, and not needed: the built-in elements stand for its own",
};

async function describeInstalled({ version, origin, by }: InstalledElements): Promise<HostFinding> {
	const { elements } = await inspectCollection(origin, [origin]);
	const detail = `${version}, ${countElements(elements.length)} in ${origin} (${by})`;
	return { group: "Elements", name: INSTALLED_NAME, state: "ok", detail };
}

function describeKept({ name, commit, from, elements, problems }: KeptSource): HostFinding {
	const detail = `${shortVersion(commit)}, ${countElements(elements)} from ${from}`;
	const [first] = problems;
	if (!first) return { group: "Elements", name, state: "ok", detail };
	const more = problems.length > 1 ? `, and ${problems.length - 1} more: diskwright elements list` : "";
	return {
		...{ group: "Elements", name, state: "warning", detail },
		cure: `${first.element}: ${first.message.split("\n")[0]}${more}`,
	};
}

/** A line for everything in the preferences that is not as it should be; none where nobody keeps any. */
export async function examinePreferences(env: Readonly<Record<string, string>>): Promise<HostFinding[]> {
	const file = preferencesFile(env);
	if (textIfThere(file) === undefined) return [];
	// What knows keys and colours brings React along, which most programs start without.
	const { preferenceProblems } = await import("./preference-problems.js");
	const problems = preferenceProblems(env);
	if (problems.length === 0) return [{ group: "Preferences", name: "preferences", state: "ok", detail: file }];
	return problems.map(({ message, place, next }): HostFinding => {
		const where = place?.line === undefined ? file : `${file}:${place.line}`;
		return {
			group: "Preferences",
			name: "preferences",
			state: "warning",
			detail: `${message} (${where})`,
			cure: next.join(" "),
		};
	});
}
