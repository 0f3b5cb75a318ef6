import { chooseDiskConfig } from "../disk/choose-config.js";
import { imageSizeKiB } from "../disk/image-size.js";
import { hasControls } from "../disk/mount-texts.js";
import type { DiskPlan } from "../disk/plan-disk.js";
import { planDisk } from "../disk/plan-disk.js";
import type { Catalogue, Element, VariableMeta } from "../element/element.js";
import { UserError } from "../errors.js";
import { assertNames, assertNoDuplicates, hooksOfElements, plannedPhases } from "../hooks/hooks-tree.js";
import type { ArchitectureSupport } from "../host/architecture.js";
import { isImageName } from "../output/oci-image.js";
import { FORMATS, needsDisk } from "../output/output-formats.js";
import { afterBuild, chooseOutput } from "../publish/planned-publication.js";
import { assertReproducible } from "../reproducible/assert-reproducible.js";
import { prepareRequest } from "../resolve/prepare.js";
import type { Resolution } from "../resolve/resolution.js";
import { resolve } from "../resolve/resolve.js";
import { createMasker, maskStrings } from "../secrets/masker.js";
import { given } from "../values/given.js";
import { assertRequired } from "./assert-required.js";
import { type BuildOptions, positiveWhole } from "./build-options.js";
import { assertValues } from "./check-values.js";
import { planEnvironment } from "./environment.js";
import { filesOfHooks } from "./hook-files.js";
import { type NeededTool, PLAN_VERSION, type Plan, type PlannedOutput } from "./plan.js";
import { planWarnings } from "./warnings.js";
import { assertWritable } from "./written-values.js";

export interface PlanInput {
	readonly options: BuildOptions;
	readonly catalogue: Catalogue;
	/** The caller's environment. */
	readonly env: Readonly<Record<string, string>>;
	/** Invoking directory. */
	readonly cwd: string;
	/** As DIB finds it on the host (contract §3.4); used when the options name none. */
	readonly hostArchitecture: string;
	/** How the host runs the programs of the image, when that is not its own architecture. */
	readonly support?: ArchitectureSupport;
	/** Mirrors of the host's own package sources, by the name elements use for them (`debian`). */
	readonly hostVariables: (elements: readonly Element[]) => BuildOptions["variables"];
	/** Text of the block device configuration file; throws UserError when it cannot be read. */
	readonly readText: (file: string) => string;
	/** Text of a hook or snippet. */
	readonly hookText: (file: string) => string;
	/** The text of all files of an element. */
	readonly textOf: (element: Element) => string;
	/** The host's tools that a plan needs, present or not. */
	readonly neededTools: (plan: Omit<Plan, "tools">, elements: readonly Element[]) => readonly NeededTool[];
}

export interface CompiledPlan {
	readonly plan: Plan;
	/** The selected elements, sorted by name. */
	readonly elements: readonly Element[];
	/** Real values: for the builder, never for a file. */
	readonly environment: Readonly<Record<string, string>>;
	readonly secrets: readonly string[];
	/** What nothing may show (PlannedEnvironment). */
	readonly secretValues: readonly string[];
}

/** The plan as it may be shown and kept: a secret can be in a file's name, in an address, in an option. */
export const shownPlan = ({ plan, secretValues }: Pick<CompiledPlan, "plan" | "secretValues">): Plan =>
	maskStrings(plan, createMasker(secretValues));

/**
 * Everything a build will do, from what was asked for. Pure but for the services handed in. Throws UserError for
 * requests that cannot be built: unknown or conflicting elements, a wrong disk layout, duplicate hooks.
 */
export function compilePlan(input: PlanInput): CompiledPlan {
	const { catalogue, cwd } = input;
	const architecture = input.options.architecture ?? input.hostArchitecture;
	const resolution = resolveRequest(input.options, architecture, catalogue);
	const elements = resolution.selected.map(({ name }) => catalogue.elements.get(name) as Element);
	const options = withHostVariables(input.options, input.env, input.hostVariables(elements));
	const meta: Record<string, VariableMeta> = Object.assign(
		{},
		...elements.map((element) => element.meta?.variables ?? {}),
	);
	const { environment, variables, secrets, secretValues, leftOut } = planEnvironment(options, input.env, meta);
	const settings = {
		directory: cwd,
		...options.settings,
		finalImage: makesImage(options, resolution),
		...given("dockerTarget", dockerTarget(options)),
	};
	const name = imageName(options);
	assertFileNames(options.imageName, options.formats);
	const outputs = plannedOutputs(options, name, settings.finalImage);
	assertBootable(options, outputs);
	assertPublishable(options, outputs);
	assertNames(elements);
	const tree = hooksOfElements(elements);
	assertNoDuplicates(tree);
	const disk = diskOf(options, elements, architecture, environment, input);
	const { textOf } = input;
	const { hostArchitecture, support } = input;
	const { rootLabel } = disk;
	assertValues({ options, architecture, hostArchitecture, support, elements, environment, rootLabel, textOf });
	assertWritable(elements, environment, (variable) => secrets.includes(variable));
	assertRequired({ program: options.program, elements, environment, textOfFile: input.hookText });
	const phases = plannedPhases(tree, environment.RUN_PARTS_REGEX);
	const warnings = planWarnings({
		...{ options, catalogue, resolution, elements, architecture, environment, leftOut, textOf, phases, disk },
	});
	if (settings.reproducible) assertReproducible({ outputs, disk }, environment);
	const plan: Omit<Plan, "tools"> = {
		version: PLAN_VERSION,
		program: options.program,
		...(options.profile ? { profile: options.profile } : {}),
		imageName: name,
		architecture,
		...given("support", input.support),
		resolution,
		elementsPath: catalogue.path,
		...(catalogue.sources.length > 0 ? { sources: catalogue.sources } : {}),
		phases,
		collisions: tree.collisions,
		environment: variables,
		disk,
		outputs,
		hookFiles: filesOfHooks(phases, name, input.hookText),
		settings,
		warnings,
	};
	return { plan: { ...plan, tools: input.neededTools(plan, elements) }, elements, environment, secrets, secretValues };
}

function resolveRequest(options: BuildOptions, architecture: string, catalogue: Catalogue): Resolution {
	const request = prepareRequest({
		elements: options.elements,
		architecture,
		skipBase: options.skipBase,
		...(options.ramdiskElement ? { ramdiskElement: options.ramdiskElement } : {}),
	});
	return resolve(request, catalogue);
}

/** The host's mirrors count only where nobody has named one. */
function withHostVariables(
	options: BuildOptions,
	env: Readonly<Record<string, string>>,
	fromHost: BuildOptions["variables"],
): BuildOptions {
	const taken = new Set([
		...options.variables.map(({ name }) => name),
		...Object.keys(env).filter((name) => env[name]),
	]);
	return { ...options, variables: [...options.variables, ...fromHost.filter(({ name }) => !taken.has(name))] };
}

/** Nothing is converted for ramdisks and with the element `no-final-image` (contract §7.3 step 32; exact name, Q57). */
function makesImage(options: BuildOptions, resolution: Resolution): boolean {
	return options.settings.finalImage && !resolution.selected.some(({ name }) => name === "no-final-image");
}

/** A single format's own suffix is not part of the name (contract §2.8 step 9). */
function imageName({ imageName: name, formats }: BuildOptions): string {
	const suffix = `.${formats[0]}`;
	return formats.length === 1 && name.endsWith(suffix) && name.length > suffix.length
		? name.slice(0, -suffix.length)
		: name;
}

/** Longest name of a file beside which a temporary one, an older one and a checksum still have room. */
const LONGEST_NAME = 200;

/** The name of an image is the beginning of its files' names: a folder, or nothing, is none. */
function assertFileNames(name: string, formats: BuildOptions["formats"]): void {
	const complain = (message: string, next: string) => new UserError({ code: "image-name", message, next: [next] });
	const last = name.slice(name.lastIndexOf("/") + 1);
	if (last === "" || last === "." || last === "..") {
		const beginning = last === "" ? name : `${name}/`;
		throw complain(
			`The name of the image is ${JSON.stringify(name)}, which ${name === "" ? "is empty" : "is a folder"}`,
			`Name the file without its suffix: -o ${name === "" ? "" : beginning}image makes ${name === "" ? "" : beginning}image.${formats[0]}`,
		);
	}
	if (hasControls(name))
		throw complain(`The name of the image has control characters in it: ${JSON.stringify(name)}`, "Leave them out.");
	const longest = name.split("/").find((part) => Buffer.byteLength(part) > LONGEST_NAME);
	if (longest === undefined && Buffer.byteLength(name) < 3500) return;
	throw complain(
		`The name of the image is too long: ${Buffer.byteLength(longest ?? name)} bytes`,
		`Give -o a name of at most ${LONGEST_NAME} bytes.`,
	);
}

/**
 * In the order they are made: what comes of the tree, what comes of the disk, `raw` last (contract §10.3). Where no disk
 * image is wanted, archives of the tree still are (§2.3).
 */
function plannedOutputs(options: BuildOptions, name: string, image: boolean): PlannedOutput[] {
	const rank = ({ format }: PlannedOutput) => (format === "raw" ? 2 : Number(FORMATS[format].from === "disk"));
	return options.formats
		.filter((format) => image || FORMATS[format].from === "tree")
		.map((format) => ({ format, file: `${name}.${FORMATS[format].suffix}` }))
		.sort((a, b) => rank(a) - rank(b));
}

/** What a docker archive is called; without a target there can be none (contract §10.1). */
function dockerTarget({ formats, variables }: BuildOptions): string | undefined {
	const target = variables.findLast(({ name }) => name === "DOCKER_TARGET")?.value;
	if (!formats.includes("docker") || (target && isImageName(target))) return target;
	throw new UserError({
		code: "docker-target",
		message: target
			? `--docker-target is '${target}', which is not the name of an image`
			: "Please set --docker-target.",
		next: ["Give it a repository in small letters and a tag: --docker-target me/image:1.0"],
	});
}

function assertPublishable({ settings }: BuildOptions, outputs: readonly PlannedOutput[]): void {
	const wanted = afterBuild(settings.publish).find(({ format }) => !chooseOutput(outputs, format));
	if (!wanted) return;
	const made = outputs.map(({ format }) => format).join(", ");
	throw new UserError({
		code: "publish-without-image",
		message: `To ${wanted.to} ${wanted.format ?? "an image of a disk"} is to be published, and this build makes ${made || "no output"}`,
		next: [`Add one: --format ${wanted.format ?? "qcow2"}`, "Or leave publishing out."],
	});
}

function assertBootable({ settings }: BuildOptions, outputs: readonly PlannedOutput[]): void {
	if (!settings.bootTest || needsDisk(outputs.map(({ format }) => format))) return;
	throw new UserError({
		code: "boot-test-without-disk",
		message: "The boot test needs a disk image, and this build makes none",
		next: ["Add one: --format qcow2", "Or leave the boot test out."],
	});
}

/** Bytes that the image will have, when its size is given (contract §7.4). */
function givenSize(imageSize: number, { journalSize, fsType }: BuildOptions["settings"], elements: readonly Element[]) {
	const efi = elements.some(({ name }) => name.startsWith("block-device-efi"));
	return 1024 * imageSizeKiB({ treeKiB: 0, imageSize, journalSize, rootFsType: fsType, efi });
}

function diskOf(
	options: BuildOptions,
	elements: readonly Element[],
	architecture: string,
	environment: Readonly<Record<string, string>>,
	input: PlanInput,
): DiskPlan {
	const { settings } = options;
	const { DIB_BLOCK_DEVICE_CONFIG: config, DIB_BLOCK_SIZE: blockSize } = environment;
	const chosen = chooseDiskConfig({ given: config, elements, architecture, directory: input.cwd });
	const text = "text" in chosen ? chosen.text : input.readText(chosen.file);
	return planDisk({
		text,
		source: chosen.source,
		params: {
			rootFsType: settings.fsType,
			...(settings.rootLabel ? { rootLabel: settings.rootLabel } : {}),
			...(settings.imageSize === undefined ? {} : { imageSize: givenSize(settings.imageSize, settings, elements) }),
			...given("blockSize", blockSize ? positiveWhole(blockSize, "DIB_BLOCK_SIZE") : undefined),
		},
	});
}
