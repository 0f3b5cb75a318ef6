import { accessSync, constants, existsSync, mkdtempSync, rmdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { mkfsTrials } from "../../core/disk/mkfs-trials.js";
import { EXIT, UserError } from "../../core/errors.js";
import { whyUnwritable } from "../../core/failure/storage-failure.js";
import { FORMATS } from "../../core/output/output-formats.js";
import { expectedSpace } from "../../core/output/output-space.js";
import type { CompiledPlan } from "../../core/planning/compile-plan.js";
import { deviceNeed } from "../../core/planning/device-need.js";
import type { Plan } from "../../core/planning/plan.js";
import { comparableRuns } from "../../core/run/durations.js";
import { authorise } from "../../host/authorise.js";
import { assertAptKeys } from "../../host/check-apt-keys.js";
import { assertMirror } from "../../host/check-mirror.js";
import { assertMkfsOptions } from "../../host/check-mkfs-options.js";
import { assertQemuOptions } from "../../host/check-qemu-options.js";
import { freeSpace } from "../../host/free-space.js";
import { isRoot, requirePrivilege } from "../../host/privilege.js";
import { hasDeviceMapper, offersLoopDevice } from "../../host/probe-kernel.js";
import { moveUserFolder } from "../../host/user-folders.js";
import { readSummaries } from "../../runs/list/list-runs.js";
import { runsFolder } from "../../runs/runs-folder.js";
import type { SpaceNeed } from "../../ui/services/plans.js";
import { ensureTools } from "../commands/doctor.js";
import { assertPublishing } from "./check-publishing.js";
import { assertSharedLayers } from "./check-shared-layers.js";

const MIB = 2 ** 20;
/** Less is never enough for an operating system and the raw image beside it. */
const LEAST_FOR_BUILD = 2048 * MIB;
const LEAST_FOR_OUTPUT = 256 * MIB;
const LEAST_FOR_LOGS = MIB;

export interface PreflightOptions {
	/** Install missing tools without asking. */
	readonly yes: boolean;
	/** False: missing tools are an error without a question. */
	readonly ask?: boolean;
	readonly stderr: { write(text: string): unknown };
}

/**
 * What would make the build fail late is found now: tools, privilege, architecture, space, mirror. Throws UserError with exit code 3.
 */
export async function preflight(compiled: CompiledPlan, options: PreflightOptions): Promise<void> {
	requirePrivilege();
	assertArchitecture(compiled);
	assertTemporaryFolder(compiled);
	if (compiled.plan.disk.usesLvm) assertDeviceMapper();
	await ensureTools(
		compiled.plan.tools.map(({ tool }) => tool),
		options,
	);
	await assertLoopDevice(compiled);
	assertWritable(compiled);
	await assertSpace(compiled);
	assertAciManifest(compiled);
	assertKeys(compiled);
	assertSharedLayers(compiled.plan.settings);
	await assertPublishing(compiled);
	await assertConversions(compiled);
	await assertMkfsOptions(mkfsTrials(compiled.plan));
	assertImageFolders(compiled);
	await assertDebianMirror(compiled);
	await authorise({ ask: options.ask !== false });
}

/** Where only the emulator is missing, it is asked for among the tools. */
function assertArchitecture({ plan: { architecture, support } }: CompiledPlan): void {
	if (support?.how !== "unavailable" || support.emulator) return;
	throw new UserError({
		code: "foreign-architecture",
		message: `This host cannot run the programs of ${architecture} images: ${support.detail}`,
		next: [...(support.cure ? [support.cure] : []), "diskwright doctor shows what can be built here."],
		exitCode: EXIT.host,
	});
}

/** It is never made: a mistyped one would be left behind as root's. */
function assertTemporaryFolder({ plan: { settings } }: CompiledPlan): void {
	const stats = statSync(settings.tmp, { throwIfNoEntry: false });
	if (stats?.isDirectory()) return;
	throw new UserError({
		code: "temporary-folder",
		message: `The folder ${settings.tmp} for temporary files (TMPDIR) ${stats ? "is not a folder" : "does not exist"}`,
		next: ["Correct TMPDIR, or unset it: then /tmp is used.", `Or make it: mkdir -m 1777 '${settings.tmp}'`],
		exitCode: EXIT.host,
	});
}

async function assertLoopDevice({ plan, elements }: CompiledPlan): Promise<void> {
	const need = deviceNeed(plan, elements);
	if (!need || (await offersLoopDevice())) return;
	throw new UserError({
		code: "no-loop-device",
		message: `The build needs a loop device, because ${need}, and this host has none to give`,
		next: [
			"Load the driver: modprobe loop; see which are used: losetup -a",
			"In a container make the host's visible: --privileged -v /dev:/dev",
		],
		exitCode: EXIT.host,
	});
}

function assertDeviceMapper(): void {
	if (hasDeviceMapper()) return;
	throw new UserError({
		code: "no-device-mapper",
		message: "The layout has logical volumes, and the kernel of this host offers no device-mapper to make them with",
		next: [
			"Load it, if this kernel has it: modprobe dm_mod",
			"Or use a layout of plain partitions, such as block-device-gpt or block-device-efi.",
		],
		exitCode: EXIT.host,
	});
}

/** Room that a build needs on a file system, with the files and folders in it. */
export interface RoomNeed extends SpaceNeed {
	readonly inodes: { readonly needed: number; readonly free: number };
}

function need(what: string, folder: string, needed: number, inodes: number): RoomNeed {
	const free = freeSpace(folder);
	return { what, folder, needed, free: free.bytes, inodes: { needed: inodes, free: free.inodes } };
}

/**
 * Where a build writes, with the least it needs there and what there is. The images will take what they took in the last
 * run of the same kind; where there is none, the least that an operating system takes.
 */
export async function spaceNeeds({ profile, settings, imageName, outputs }: Plan): Promise<RoomNeed[]> {
	const output = dirname(resolve(settings.directory, imageName));
	const runs = comparableRuns(await readSummaries(runsFolder(process.env)), { profile, image: imageName });
	const past =
		outputs.length > 0
			? expectedSpace(
					runs,
					outputs.map(({ format }) => format),
				)
			: undefined;
	return [
		...(outputs.length > 0 ? [need("the image", output, past?.bytes ?? LEAST_FOR_OUTPUT, 16)] : []).map((image) => ({
			...image,
			...(past ? { from: `as much as the build ${past.runId} wrote` } : {}),
		})),
		...(settings.tmpfs ? [] : [need("temporary files", settings.tmp, LEAST_FOR_BUILD, 1000)]),
	];
}

/** What every build needs besides: little, but without it the build ends in the middle. */
function smallNeeds({ settings }: Plan): RoomNeed[] {
	return [
		need("temporary files", settings.tmp, 0, 4),
		need("the logs of the build", runsFolder(process.env), LEAST_FOR_LOGS, 64),
		need("downloads", settings.imageCache, 0, 4),
	];
}

const CURES: Readonly<Record<string, string>> = {
	"the image": "Give -o a path on a larger disk.",
	"temporary files": "Set TMPDIR to a folder on a larger disk.",
	"the logs of the build": moveUserFolder("state"),
	downloads: "Give --image-cache (DIB_IMAGE_CACHE) a folder on a larger disk.",
};

async function assertSpace({ plan }: CompiledPlan): Promise<void> {
	for (const { what, folder, needed, free, from, inodes } of [...(await spaceNeeds(plan)), ...smallNeeds(plan)]) {
		const tooLittle = (has: string, needs: string) =>
			new UserError({
				code: "no-space",
				message: `${folder} has ${has}, but ${what} will need at least ${needs}${from ? `, ${from}` : ""}`,
				next: [CURES[what] as string, "Or free some space: diskwright runs prune"],
				exitCode: EXIT.host,
			});
		if (free < needed) throw tooLittle(`${amount(free)} free`, amount(needed, Math.ceil));
		if (inodes.free < inodes.needed)
			throw tooLittle(`${inodes.free} free ${inodes.free === 1 ? "inode" : "inodes"}`, `${inodes.needed}`);
	}
}

function amount(bytes: number, round = Math.floor): string {
	return bytes < MIB ? `${round(bytes / 1024)} KiB` : `${round(bytes / MIB)} MiB`;
}

/**
 * A file system that is read-only is so for root too; /proc and /sys say that they can be written to, and take no folder.
 * That there is no room is told with how much there is.
 */
function assertWritable({ plan: { settings } }: CompiledPlan): void {
	try {
		accessSync(settings.tmp, constants.W_OK);
		if (isRoot()) rmdirSync(mkdtempSync(join(settings.tmp, "dib_build.")));
	} catch (error) {
		const { code = "" } = error as NodeJS.ErrnoException;
		if (code === "ENOSPC" || (code !== "EROFS" && !isRoot())) return;
		throw new UserError({
			code: "folder-unwritable",
			message: `The folder ${settings.tmp} for temporary files (TMPDIR) cannot be used: ${whyUnwritable(error)}`,
			next: ["Set TMPDIR to a folder that can be written to."],
			exitCode: EXIT.host,
			cause: error,
		});
	}
}

/** Where our own element copies them; what others do with the variable is theirs. */
function assertKeys({ plan: { settings }, elements, environment }: CompiledPlan): void {
	const { DIB_ADD_APT_KEYS: keys } = environment;
	const copies = elements.some(({ meta }) => meta && "DIB_ADD_APT_KEYS" in meta.variables);
	if (keys && copies) assertAptKeys(resolve(settings.directory, keys));
}

function assertAciManifest({ plan: { outputs, settings } }: CompiledPlan): void {
	const { aciManifest } = settings;
	if (!aciManifest || !outputs.some(({ format }) => format === "aci") || existsSync(aciManifest)) return;
	throw new UserError({
		code: "aci-manifest",
		message: `The manifest ${aciManifest} of the aci does not exist`,
		next: ["Correct ACI_MANIFEST."],
	});
}

/** As the outputs will be converted (src/engine/output/formats/qemu-img.ts); raw disks and vhd take no options. */
async function assertConversions({ plan: { outputs, settings } }: CompiledPlan): Promise<void> {
	const { qemuImgOptions, compression } = settings;
	if (!qemuImgOptions) return;
	const words = outputs.map(({ format }) => format).filter((format) => format !== "vhd" && format !== "raw");
	const conversions = words
		.filter((format) => FORMATS[format].from === "disk")
		.map((word) => ({
			word,
			flags: word === "qcow2" && compression !== "none" ? ["-c"] : [],
			options: [...(word === "qcow2" && compression === "zstd" ? ["compression_type=zstd"] : []), qemuImgOptions].join(
				",",
			),
		}));
	await assertQemuOptions(conversions);
}

/** A `directory:` of the layout is not made: it may be mistyped. */
function assertImageFolders({ plan: { disk, settings } }: CompiledPlan): void {
	for (const { local_loop: loop } of disk.config) {
		if (loop?.directory === undefined) continue;
		const folder = resolve(settings.directory, String(loop.directory));
		if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) continue;
		throw new UserError({
			code: "image-folder",
			message: `The folder ${folder}, which the layout names for ${String(loop.name)}, does not exist`,
			next: [`Make it: mkdir -p '${folder}'`, "Or correct directory: in the layout."],
		});
	}
}

/** Only where we know what the mirror has to serve. */
async function assertDebianMirror({ plan, elements, environment }: CompiledPlan): Promise<void> {
	const isDebian = elements.some(({ meta }) => meta?.operatingSystem?.distribution === "debian");
	const { DIB_DISTRIBUTION_MIRROR: mirror, DIB_RELEASE: release } = environment;
	if (!isDebian || plan.settings.offline || !release || !mirror?.startsWith("http")) return;
	await assertMirror(mirror, release, environment);
}
