import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { meansName } from "../../src/core/layers/named-paths.js";
import { observedPlace } from "../../src/core/layers/task-inputs.js";
import { mayName } from "../../src/layers/observe/host-names.js";
import { coverage } from "../support/lookup-coverage.js";
import { hooksOfLog } from "../support/strace-hooks.js";
import { lookups } from "../support/strace-lookups.js";
import type { Built } from "./build-world.js";
import type { World } from "./world.js";

/** Paths that hooks looked for, those that no input of their key covers with the task before them. */
export interface Looked {
	readonly seen: number;
	readonly unexplained: readonly string[];
}

/**
 * Every path that a hook looked for in its real run, as strace has written it into `log`, has to be covered by the key of the layer
 * that was taken in its place.
 */
export function unexplainedLookups(world: World, log: string, { cached, records }: Built): Looked {
	const hooks = hooksOfLog(readFileSync(log, "latin1"));
	rmSync(log);
	const unexplained: string[] = [];
	let seen = 0;
	for (const task of cached) {
		const hook = hooks.get(task);
		const record = records.find((one) => one.task === task);
		if (!hook || !record) {
			unexplained.push(`${task}: ${hook ? "no record" : "strace has not seen it"}`);
			continue;
		}
		const names = record.observed.map(({ name }) => name);
		const opened = [...hook.opened].filter((path) => !names.includes(`content of ${path}`));
		const listed = [...hook.listed].filter((path) => !names.includes(`listing of ${path || "."}`));
		unexplained.push(...[...opened, ...listed].map((path) => `${task}: hooks tree ${path}`));
		seen += hook.opened.size + hook.listed.size;
		if (!task.startsWith("root/")) continue;
		const isCovered = outsideCoverage(world, names);
		const looked = [...lookups(hook.log, join(world.folder, world.told.out))].filter((path) => isHosts(world, path));
		seen += looked.length;
		unexplained.push(...looked.filter((path) => !isCovered(path)).map((path) => `${task}: ${path}`));
	}
	return { seen, unexplained };
}

/** Neither the kernel's own nor the build's. */
const isHosts = ({ temporary }: World, path: string): boolean =>
	!/^\/(?:proc|sys|dev|run\/mount)(?:\/|$)/.test(path) && path !== temporary && !path.startsWith(`${temporary}/`);

function outsideCoverage({ folder, told, env }: World, names: readonly string[]): (path: string) => boolean {
	const covered = coverage(names, { PATH: told.env.PATH ?? "", HOME: env.HOME ?? "" });
	const texts = names.flatMap((name) => {
		const place = observedPlace(name);
		const isText = place?.kind === "host-file" && mayName(place.path) && existsSync(place.path);
		return isText ? [readFileSync(place.path, "utf8")] : [];
	});
	const out = join(folder, told.out);
	return (path) =>
		covered(path) ||
		(path.startsWith(`${out}/`) &&
			texts.some((text) => meansName(text, path.slice(out.length + 1).split("/")[0] ?? "")));
}
