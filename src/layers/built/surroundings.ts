import { createHash } from "node:crypto";
import { lstatSync, readdirSync, realpathSync } from "node:fs";
import { hostname, release } from "node:os";
import { basename, dirname, join } from "node:path";
import type { BuiltRecord, Surroundings } from "../../core/built/built-record.js";
import { planInputs } from "../../core/built/plan-inputs.js";
import { counts } from "../../core/layers/environment.js";
import type { Input } from "../../core/layers/input.js";
import { KEY_VERSION } from "../../core/layers/key.js";
import type { CompiledPlan } from "../../core/planning/compile-plan.js";
import { findTool } from "../../host/find-tool.js";
import { caller } from "../../host/privilege.js";
import { callerLimits } from "../observe/caller-limits.js";
import { meantNames } from "../observe/host-names.js";
import { FileStates } from "./file-states.js";

export interface SurroundingsOptions {
	readonly packageRoot: string;
	readonly version: string;
	/** Of the caller; digests of what may be secret are made with it. */
	readonly key: Uint8Array;
	/** An earlier record: its files are not read again when they are as they were. */
	readonly known?: Pick<BuiltRecord, "files"> | undefined;
}

/**
 * All that a build is made from, as far as it can be known before it begins: the plan with its variables, the files of its
 * elements, what variables name, the tools and the engine. Throws what looking at files throws.
 */
export function lookAtSurroundings(compiled: CompiledPlan, options: SurroundingsOptions): Surroundings {
	const { plan, elements, environment } = compiled;
	const { packageRoot, version, key, known } = options;
	const states = new FileStates(known?.files);
	const folders = elements.flatMap(({ name, path }) => [
		...states.folder(`element ${name}: `, path),
		...before(name, path, plan.elementsPath).flatMap((folder) => states.folder(`${folder}: `, folder)),
	]);
	const shown = Object.fromEntries(Object.entries(environment).filter(([name]) => !compiled.secrets.includes(name)));
	const naming = { environment: shown, directory: plan.settings.directory };
	const meant = meantNames(naming, Object.keys(states.files));
	const inputs = [
		...planInputs(compiled, key),
		...folders,
		...namedFiles(environment, states),
		...(plan.settings.aciManifest ? [states.file("the aci's manifest", plan.settings.aciManifest)] : []),
		...plan.tools.map(({ tool }) => toolInput(tool, environment.PATH)),
		// What hooks look for where the caller stands: before the build, since its images will lie there.
		{ name: `names meant in ${plan.settings.directory}`, value: meant },
		{ name: "diskwright", value: `${version}, form ${KEY_VERSION}, ${programState(join(packageRoot, "dist"))}` },
		{ name: "node", value: process.version },
		{ name: "kernel", value: release() },
		{ name: "host name", value: hostname() },
		{ name: "limits", value: callerLimits() },
		{ name: "caller", value: `${caller().uid}:${caller().gid} umask ${process.umask().toString(8)}` },
	];
	return {
		inputs,
		files: states.files,
		callersFolders: callersFolders(compiled, packageRoot),
		key: Buffer.from(key).toString("hex"),
	};
}

/** As layers have them: files in these count by content. */
const callersFolders = ({ plan, environment }: CompiledPlan, packageRoot: string): string[] =>
	[...plan.elementsPath, plan.settings.directory, environment.HOME ?? "", packageRoot].filter(Boolean);

/** Folders of an element's name that come earlier on the path: what is put there may take its place. */
function before(name: string, path: string, elementsPath: readonly string[]): string[] {
	const candidates = elementsPath.map((folder) => join(folder, name));
	const own = candidates.findIndex((folder) => real(folder) === path);
	return candidates.slice(0, Math.max(0, own)).filter((folder) => real(folder) !== undefined && real(folder) !== path);
}

function real(folder: string): string | undefined {
	try {
		return lstatSync(realpathSync(folder)).isDirectory() ? realpathSync(folder) : undefined;
	} catch {
		return undefined;
	}
}

/** Files that variables name: keys, scripts, lists of packages. */
function namedFiles(environment: Readonly<Record<string, string>>, states: FileStates): Input[] {
	return Object.entries(environment).flatMap(([name, value]) => {
		if (!counts(name) || !value.startsWith("/") || value.includes("\n") || value.length > 4096) return [];
		const path = real(dirname(value));
		if (path === undefined) return [];
		try {
			const stats = lstatSync(join(path, basename(value)), { throwIfNoEntry: false });
			return stats?.isFile() || stats?.isSymbolicLink() ? [states.file(`file of ${name}`, value)] : [];
		} catch {
			return [{ name: `file of ${name}`, value: "not readable" }];
		}
	});
}

/** A program of the host is told by its file: a package that is upgraded brings another one. */
function toolInput(tool: string, path: string | undefined): Input {
	const file = findTool(tool, path);
	return { name: `tool ${tool}`, value: file === undefined ? "missing" : `${file} ${fileState(realpathSync(file))}` };
}

function fileState(path: string): string {
	const { size, mtimeNs, ino } = lstatSync(path, { bigint: true });
	return `${size} bytes of ${mtimeNs} at ${ino}`;
}

/** What is installed of diskwright itself: a version under development keeps its number. */
function programState(folder: string): string {
	try {
		const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
		const states = files.map((file) => `${file} ${fileState(join(folder, file))}`);
		return createHash("sha256").update(states.join("\n")).digest("hex");
	} catch {
		return "run from its sources";
	}
}
