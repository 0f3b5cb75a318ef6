import { access } from "node:fs/promises";
import { EXIT, UserError } from "../core/errors.js";
import type { BootMachine, Firmware } from "../core/host/boot-machine.js";
import { installAdvice } from "../host/packages.js";

/** The files a machine starts from: none for the BIOS that QEMU brings along. */
export type FirmwareFiles =
	| { readonly kind: "bios" }
	/** `variables` is the host's template: what a machine writes to it must go elsewhere. */
	| { readonly kind: "efi"; readonly code: string; readonly variables: string };

/** Finds the files of a machine's firmware. Throws UserError `missing-tool` without EFI firmware. */
export async function findFirmware(firmware: Firmware, { efi, firmwares }: BootMachine): Promise<FirmwareFiles> {
	if (firmware === "bios") return { kind: "bios" };
	for (const { code, variables } of efi.files) {
		if ((await exists(code)) && (await exists(variables))) return { kind: "efi", code, variables };
	}
	const orBios = "diskwright boot --firmware bios IMAGE, if the image boots from a BIOS too";
	throw new UserError({
		code: "missing-tool",
		message: `booting with EFI needs the firmware ${efi.name}, which is not installed on this host`,
		next: [installAdvice([efi.name]), ...(firmwares.includes("bios") ? [orBios] : [])],
		exitCode: EXIT.host,
	});
}

const exists = (path: string) =>
	access(path).then(
		() => true,
		() => false,
	);
