import { bootMachine } from "../host/boot-machine.js";
import type { Plan } from "../planning/plan.js";
import type { Artifact } from "../run/build-state.js";
import { quoteWords } from "../text/quote-shell.js";
import { bootableFile } from "./bootable.js";
import { FORMATS, type OutputFormat } from "./output-formats.js";

type Artifacts = readonly Pick<Artifact, "path" | "format">[];
type Tried = Pick<Plan, "architecture" | "disk" | "environment" | "resolution" | "settings">;

/** The port of this host that leads to the image's sshd. */
const PORT = 2222;

/**
 * QEMU's command that starts an image on this terminal, its sshd at a port of this host, nothing written to it. Undefined
 * without a disk, and for architectures that QEMU's machines here do not boot.
 */
export function runCommand(
	plan: Pick<Plan, "architecture" | "disk">,
	artifacts: Artifacts,
): readonly string[] | undefined {
	const path = bootableFile(artifacts);
	const image = artifacts.find((artifact) => artifact.path === path);
	const machine = bootMachine(plan.architecture);
	if (!image || !machine || FORMATS[image.format as OutputFormat]?.from !== "disk") return undefined;
	const native = machine.kvmOn === plan.architecture;
	const bios = (machine.firmwares as readonly string[]).includes("bios");
	const [firmware] = machine.efi.files;
	const format = image.format === "vhd" ? "vpc" : image.format;
	return [
		...[machine.program, "-machine", `${machine.type}${native ? ",accel=kvm:tcg" : ""}`],
		...["-cpu", native ? "max" : machine.processor, "-m", "1024", "-nographic", "-snapshot"],
		...(bios || !firmware ? [] : ["-drive", `if=pflash,unit=0,format=raw,readonly=on,file=${firmware.code}`]),
		...["-drive", `if=virtio,format=${format},file=${image.path.replaceAll(",", ",,")}`],
		...["-nic", `user,model=virtio-net-pci,hostfwd=tcp:127.0.0.1:${PORT}-:22`],
	];
}

/** The command that reaches the image while it runs so; undefined where there is nobody to log in, or no sshd. */
export function reachCommand({ environment, resolution, settings }: Tried): string | undefined {
	const value = (name: string) => environment.find((variable) => variable.name === name)?.value;
	const names = new Set([...resolution.selected.map(({ name }) => name), ...(settings.extraPackages ?? [])]);
	const user = names.has("devuser") ? (value("DIB_DEV_USER_USERNAME") ?? "devuser") : undefined;
	if (!user || !names.has("openssh-server")) return undefined;
	const key = /^(.*\/\.ssh\/.+)\.pub$/.exec(value("DIB_DEV_USER_AUTHORIZED_KEYS") ?? "")?.[1];
	// Every new image has new host keys, at the same port.
	const words = ["ssh", "-p", `${PORT}`, "-o", "NoHostAuthenticationForLocalhost=yes"];
	return quoteWords([...words, ...(key ? ["-i", key] : []), `${user}@127.0.0.1`]);
}
