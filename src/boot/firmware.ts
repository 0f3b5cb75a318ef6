import { access } from "node:fs/promises";
import { EXIT, UserError } from "../core/errors.js";

export type Firmware = "bios" | "efi";

/** The files a machine starts from: none for the BIOS that QEMU brings along. */
export type FirmwareFiles =
	| { readonly kind: "bios" }
	/** `variables` is the host's template: what a machine writes to it must go elsewhere. */
	| { readonly kind: "efi"; readonly code: string; readonly variables: string };

/** Where distributions put OVMF, code and variables. */
const OVMF: readonly (readonly [code: string, variables: string])[] = [
	["/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"],
	["/usr/share/OVMF/OVMF_CODE.fd", "/usr/share/OVMF/OVMF_VARS.fd"],
	["/usr/share/edk2/ovmf/OVMF_CODE.fd", "/usr/share/edk2/ovmf/OVMF_VARS.fd"],
	["/usr/share/edk2/x64/OVMF_CODE.4m.fd", "/usr/share/edk2/x64/OVMF_VARS.4m.fd"],
];

/** Finds the files of a firmware. Throws UserError `missing-tool` without OVMF. */
export async function findFirmware(firmware: Firmware): Promise<FirmwareFiles> {
	if (firmware === "bios") return { kind: "bios" };
	for (const [code, variables] of OVMF) {
		if ((await exists(code)) && (await exists(variables))) return { kind: "efi", code, variables };
	}
	throw new UserError({
		code: "missing-tool",
		message: "booting with EFI needs the firmware OVMF, which is not installed on this host",
		next: ["sudo apt-get install ovmf", "diskwright boot --firmware bios IMAGE, if the image boots from a BIOS too"],
		exitCode: EXIT.host,
	});
}

const exists = (path: string) =>
	access(path).then(
		() => true,
		() => false,
	);
