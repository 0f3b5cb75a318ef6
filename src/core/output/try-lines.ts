import type { Plan } from "../planning/plan.js";
import type { Artifact } from "../run/build-state.js";
import { quoteWords } from "../text/quote-shell.js";
import { reachCommand, runCommand } from "./try-image.js";

/** What a user does next with an image: a word, and the command in one line. */
export interface TryLine {
	readonly label: "run it" | "reach it" | "upload";
	readonly command: string;
}

/** The commands that run, reach and upload what a build has made; those that do not fit it are left out. */
export function tryLines(plan: Plan, artifacts: readonly Pick<Artifact, "path" | "format">[]): readonly TryLine[] {
	const run = runCommand(plan, artifacts);
	const all = [
		["run it", run && quoteWords(run)],
		["reach it", run && reachCommand(plan)],
		["upload", openstackCommand(plan, artifacts)],
	] as const;
	return all.flatMap(([label, command]) => (command === undefined ? [] : [{ label, command }]));
}

/** Glance's names of the architectures, where they are not ours. */
const ARCHITECTURES: Readonly<Record<string, string>> = { amd64: "x86_64", arm64: "aarch64", armhf: "armv7l" };

/**
 * The command that uploads an image of this plan to OpenStack: the small format where there is a choice, and the firmware
 * it was partitioned for. Undefined when there is no disk image.
 */
export function openstackCommand(
	plan: Pick<Plan, "imageName" | "architecture" | "disk" | "settings">,
	artifacts: readonly Pick<Artifact, "path" | "format">[],
): string | undefined {
	const image = ["qcow2", "raw"].flatMap((format) => artifacts.filter((one) => one.format === format))[0];
	if (!image) return undefined;
	const { imageSize } = plan.settings;
	const architecture = ARCHITECTURES[plan.architecture] ?? plan.architecture;
	const words = [
		...["openstack", "image", "create"],
		...["--disk-format", image.format, "--container-format", "bare"],
		...(imageSize === undefined ? [] : ["--min-disk", String(Math.ceil(imageSize))]),
		...["--property", `hw_firmware_type=${plan.disk.hasEfiPartition ? "uefi" : "bios"}`],
		...["--property", `architecture=${architecture}`],
		...["--file", image.path, plan.imageName.split("/").at(-1) ?? ""],
	];
	return quoteWords(words);
}
