import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { elementsPath } from "../../catalogue/elements-path.js";
import { readCatalogue } from "../../catalogue/read-catalogue.js";
import { readElementFiles } from "../../catalogue/read-files.js";
import { FILE_SYSTEMS } from "../../core/disk/file-systems.js";
import type { Catalogue, Element } from "../../core/element/element.js";
import type { ElementSource } from "../../core/element/source.js";
import { UserError } from "../../core/errors.js";
import { type ArchitectureSupport, architectureName } from "../../core/host/architecture.js";
import { type HostFacts, knownTool, neededTools } from "../../core/host/host-facts.js";
import type { BuildOptions, GivenVariable } from "../../core/planning/build-options.js";
import { type CompiledPlan, compilePlan } from "../../core/planning/compile-plan.js";
import type { NeededTool, Plan } from "../../core/planning/plan.js";
import { assertRenewFrom } from "../../core/planning/renew-from.js";
import { steadyEnvironment } from "../../core/reproducible/surroundings.js";
import { nearest } from "../../core/text/suggest.js";
import { given } from "../../core/values/given.js";
import { hostArchitectures } from "../../host/architectures.js";
import { findTool } from "../../host/find-tool.js";
import { recentHostFacts } from "../../host/host-facts.js";
import { readText } from "../../host/read-text.js";
import { realPath } from "../../host/surroundings.js";
import type { CliContext } from "../entry/context.js";
import { newestInput } from "./newest-input.js";
import { withoutBuiltIn } from "./own-elements.js";

/** All elements that a build in this environment, with these collections of others, can use. */
export function loadCatalogue(
	env: Readonly<Record<string, string>>,
	{ cwd, packageRoot }: Pick<CliContext, "cwd" | "packageRoot">,
	sources: readonly ElementSource[] = [],
): Promise<Catalogue> {
	const builtIn = join(packageRoot, "elements");
	return readCatalogue(elementsPath(env.ELEMENTS_PATH, builtIn, sources, withoutBuiltIn(env)), cwd, sources);
}

/** Compiles the plan of a build with what this host and its files say. `env` is the environment of the build. */
export async function compile(
	options: BuildOptions,
	env: Readonly<Record<string, string>>,
	catalogue: Catalogue,
	cwd: string,
): Promise<CompiledPlan> {
	const facts = await recentHostFacts();
	const { reproducible } = options.settings;
	const compiled = compilePlan({
		options: withRealFolders(options),
		catalogue,
		env: reproducible ? steadyEnvironment(env) : env,
		cwd,
		hostArchitecture: facts.architecture,
		...given("support", await supportFor(options.architecture, facts.architecture)),
		hostVariables: (elements) => [
			...hostMirrors(elements, facts.mirrors),
			...(reproducible ? [newestInput(elements)] : []),
		],
		readText: (file) => readConfig(resolve(cwd, file)),
		hookText: (file) => readText(file, "latin1"),
		textOf,
		neededTools: plannedTools,
	});
	assertFileSystems(compiled.plan);
	assertRenewFrom(compiled.plan);
	return compiled;
}

/** A type that nobody knows and no program of this host makes is a mistake, and no package will help. */
function assertFileSystems({ disk: { config, source } }: Plan): void {
	const unknown = config
		.flatMap(({ mkfs }) => (typeof mkfs?.type === "string" ? [mkfs.type] : []))
		.find((type) => !FILE_SYSTEMS.includes(type) && !findTool(`mkfs.${type}`));
	if (unknown === undefined) return;
	const near = nearest(unknown, FILE_SYSTEMS);
	throw new UserError({
		code: "unknown-file-system",
		message: `'${unknown}' is not a file system that this host can make`,
		...("file" in source ? { place: { file: source.file } } : {}),
		next: [
			...(near.length > 0 ? [`Did you mean ${near.join(" or ")}?`] : []),
			`Known ones: ${FILE_SYSTEMS.join(", ")} (FS_TYPE, or type: in the layout).`,
			`Others need a program mkfs.${unknown} on this host.`,
		],
	});
}

/** Folders that a build mounts in, and compares with the kernel's table of mounts, are named as the kernel does. */
function withRealFolders(options: BuildOptions): BuildOptions {
	const { settings } = options;
	const { tmp, imageCache, lockFiles } = settings;
	const real = { tmp: realPath(tmp), imageCache: realPath(imageCache), lockFiles: realPath(lockFiles) };
	return { ...options, settings: { ...settings, ...real } };
}

/** The host's own architecture, which most builds are for, needs no look at the kernel. */
async function supportFor(architecture: string | undefined, host: string): Promise<ArchitectureSupport | undefined> {
	const wanted = architectureName(architecture ?? host);
	if (wanted === architectureName(host)) return undefined;
	return (await hostArchitectures(host)).find(({ name }) => name === wanted) ?? registeredElsewhere(wanted);
}

/** One that we do not know, but that this host's administrator has registered an emulator for. */
function registeredElsewhere(name: string): ArchitectureSupport | undefined {
	if (!/^[\w.-]+$/.test(name) || !existsSync(`/proc/sys/fs/binfmt_misc/qemu-${name}`)) return undefined;
	return { name, how: "emulated", detail: `through qemu-${name}, which this host has registered` };
}

/** For operating systems whose element.yaml says `mirrors`: the ones this host itself uses. */
function hostMirrors(elements: readonly Element[], { debian, debianSecurity }: HostFacts["mirrors"]): GivenVariable[] {
	if (!elements.some(({ meta }) => meta?.operatingSystem?.mirrors?.includes("debian"))) return [];
	const variable = (name: string, value: string | undefined): GivenVariable[] =>
		value === undefined ? [] : [{ name, value, secret: false, from: "host" }];
	return [...variable("DIB_DISTRIBUTION_MIRROR", debian), ...variable("DIB_DEBIAN_SECURITY_MIRROR", debianSecurity)];
}

function plannedTools(plan: Omit<Plan, "tools">, elements: readonly Element[]): NeededTool[] {
	const tools = neededTools({
		formats: plan.outputs.map(({ format }) => format),
		gzip: plan.settings.gzip,
		fileSystems: plan.disk.config.flatMap(({ mkfs }) => (typeof mkfs?.type === "string" ? [mkfs.type] : [])),
		lvm: plan.disk.usesLvm,
		bootTest: plan.settings.bootTest !== undefined,
		architecture: plan.architecture,
		efi: plan.disk.hasEfiPartition,
		...given("emulator", plan.support?.emulator),
		elementTools: elements.flatMap(({ meta }) => meta?.tools ?? []),
	});
	return tools.map((tool) => ({
		tool,
		neededFor: knownTool(tool)?.neededFor ?? unlisted(tool),
		present: findTool(tool) !== undefined,
	}));
}

function unlisted(tool: string): string {
	const [, type] = /^mkfs\.(.+)$/.exec(tool) ?? [];
	return type ? `${type} file systems` : "hooks of the elements";
}

function readConfig(file: string): string {
	try {
		return readText(file);
	} catch (cause) {
		throw new UserError({
			code: "disk-config-unreadable",
			message: `The block device configuration cannot be read: ${(cause as Error).message}`,
			place: { file },
			next: ["Correct the path after file:// in DIB_BLOCK_DEVICE_CONFIG."],
			cause,
		});
	}
}

/** The text of all files of an element, one after the other. */
function textOf(element: Element): string {
	return readElementFiles(element)
		.map(({ text }) => text)
		.join("\n");
}
