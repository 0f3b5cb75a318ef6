import { type LvmLayout, lvmCreation, lvmRelease } from "../../core/disk/lvm.js";
import { runTool } from "../../host/run-tool.js";
import type { Scope } from "../work/scope.js";

/**
 * Makes the volumes of one `lvm` entry on devices that exist; the scope lets them go. What was made before a failure is let
 * go too: the volumes themselves end with the image file.
 */
export async function makeVolumes(
	volumes: LvmLayout,
	devices: ReadonlyMap<string, string>,
	scope: Scope,
): Promise<void> {
	const groups = volumes.groups.map(({ name }) => name).join(", ");
	let complete = false;
	scope.defer(`the volume groups ${groups}`, () => releaseVolumes(volumes, complete ? run : attempt));
	for (const argv of lvmCreation(volumes, (node) => devices.get(node) as string)) await run(argv);
	complete = true;
}

/** Lets the volumes of one `lvm` entry go. */
export async function releaseVolumes(volumes: LvmLayout, command = run): Promise<void> {
	for (const argv of lvmRelease(volumes)) await command(argv);
	await attempt(["udevadm", "settle"]);
	// Otherwise a cache of LVM remembers devices that are gone.
	await attempt(["pvscan", "--cache"]);
}

async function run(argv: readonly string[]): Promise<void> {
	await runTool(argv);
}

/** Runs what may fail, or what may not be there. */
async function attempt(argv: readonly string[]): Promise<void> {
	await runTool(argv).catch(() => {});
}
