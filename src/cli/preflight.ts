import { dirname, resolve } from "node:path";
import { EXIT, UserError } from "../core/errors.js";
import type { CompiledPlan } from "../core/planning/compile-plan.js";
import { assertMirror } from "../host/check-mirror.js";
import { findTool } from "../host/find-tool.js";
import { freeBytes } from "../host/free-space.js";
import { ensureTools } from "./commands/doctor.js";

const MIB = 2 ** 20;
/** Less is never enough for an operating system and the raw image beside it. */
const LEAST_FOR_BUILD = 2048 * MIB;
const LEAST_FOR_OUTPUT = 256 * MIB;

export interface PreflightOptions {
	/** Install missing tools without asking. */
	readonly yes: boolean;
	readonly stderr: { write(text: string): unknown };
}

/**
 * What would make the build fail late is found now: tools, privilege, space, mirror. Throws UserError with exit code 3.
 */
export async function preflight(compiled: CompiledPlan, options: PreflightOptions): Promise<void> {
	assertPrivilege();
	await ensureTools(
		compiled.plan.tools.map(({ tool }) => tool),
		options,
	);
	assertSpace(compiled);
	await assertDebianMirror(compiled);
}

function assertPrivilege(): void {
	if (process.getuid?.() === 0 || findTool("sudo")) return;
	throw new UserError({
		code: "not-root",
		message: "Building needs root, and there is no sudo on this host",
		next: ["Run it as root, or install sudo."],
		exitCode: EXIT.host,
	});
}

function assertSpace({ plan: { settings, imageName, outputs } }: CompiledPlan): void {
	const output = dirname(resolve(settings.directory, imageName));
	if (outputs.length > 0) assertFree(output, LEAST_FOR_OUTPUT, "the image", "Give -o a path on a larger disk.");
	if (!settings.tmpfs) {
		assertFree(settings.tmp, LEAST_FOR_BUILD, "temporary files", "Set TMPDIR to a folder on a larger disk.");
	}
}

function assertFree(folder: string, needed: number, what: string, next: string): void {
	const free = freeBytes(folder);
	if (free >= needed) return;
	throw new UserError({
		code: "no-space",
		message: `${folder} has ${Math.floor(free / MIB)} MiB free, but ${what} will need at least ${needed / MIB} MiB`,
		next: [next, "Or free some space: diskwright runs prune"],
		exitCode: EXIT.host,
	});
}

/** Only where we know what the mirror has to serve; behind a proxy only the build itself can tell. */
async function assertDebianMirror({ plan, elements, environment }: CompiledPlan): Promise<void> {
	const isDebian = elements.some(({ meta }) => meta?.operatingSystem?.distribution === "debian");
	const { DIB_DISTRIBUTION_MIRROR: mirror, DIB_RELEASE: release, http_proxy: proxy } = environment;
	if (!isDebian || plan.settings.offline || proxy || !release || !mirror?.startsWith("http")) return;
	await assertMirror(mirror, release);
}
