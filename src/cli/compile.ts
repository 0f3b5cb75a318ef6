import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { elementsPath } from "../catalogue/elements-path.js";
import { readCatalogue } from "../catalogue/read-catalogue.js";
import type { BuildOptions, GivenVariable } from "../core/build-options.js";
import type { Catalogue, Element } from "../core/element.js";
import { UserError } from "../core/errors.js";
import { HOST_TOOLS, type HostFacts, neededTools } from "../core/host-facts.js";
import type { NeededTool, Plan } from "../core/plan.js";
import { type CompiledPlan, compilePlan } from "../core/planning/compile-plan.js";
import { findTool } from "../host/find-tool.js";
import { recentHostFacts } from "../host/host-facts.js";
import type { CliContext } from "./context.js";

/** All elements that a build in this environment can use. */
export function loadCatalogue(
	env: Readonly<Record<string, string>>,
	{ cwd, packageRoot }: Pick<CliContext, "cwd" | "packageRoot">,
): Promise<Catalogue> {
	return readCatalogue(elementsPath(env.ELEMENTS_PATH, join(packageRoot, "elements")), cwd);
}

/** Compiles the plan of a build with what this host and its files say. `env` is the environment of the build. */
export async function compile(
	options: BuildOptions,
	env: Readonly<Record<string, string>>,
	catalogue: Catalogue,
	cwd: string,
): Promise<CompiledPlan> {
	const facts = await recentHostFacts();
	return compilePlan({
		options,
		catalogue,
		env,
		cwd,
		hostArchitecture: facts.architecture,
		hostVariables: (elements) => hostMirrors(elements, facts.mirrors),
		readText: (file) => readConfig(resolve(cwd, file)),
		textOf,
		neededTools: plannedTools,
	});
}

/** For operating systems that say so in element.yaml (design §8): the mirrors this host itself uses. */
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
		efi: plan.disk.hasEfiPartition,
		elementTools: elements.flatMap(({ meta }) => meta?.tools ?? []),
	});
	return tools.map((tool) => ({
		tool,
		neededFor: HOST_TOOLS.find((known) => known.tool === tool)?.neededFor ?? "hooks of the elements",
		present: findTool(tool) !== undefined,
	}));
}

function readConfig(file: string): string {
	try {
		return readFileSync(file, "utf8");
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
	return readdirSync(element.path, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"))
		.join("\n");
}
