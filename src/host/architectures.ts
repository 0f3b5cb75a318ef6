import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
	ARCHITECTURES,
	type ArchitectureSupport,
	architectureName,
	emulatorName,
	runsNatively,
} from "../core/host/architecture.js";
import { EMULATORS, type PackageManager } from "../core/host/host-facts.js";
import { findTool } from "./find-tool.js";
import { installAdvice, installCommand, packageManager } from "./packages.js";
import { askTool } from "./run-tool.js";

interface Surroundings {
	/** Where the kernel shows what it hands to interpreters. */
	readonly binfmt: string;
	/** A build can have a table of interpreters of its own. */
	readonly ownTable: boolean;
	readonly isInstalled: (tool: string) => boolean;
	readonly manager: PackageManager | undefined;
}

export interface ArchitectureProbe extends Partial<Surroundings> {
	/** The host's own, as DIB names it. */
	readonly host: string;
}

/**
 * Whether this host runs programs of each architecture: by itself, or through a qemu-user that the kernel starts. Where
 * the host has registered none, a build does so for itself alone if the kernel can (`offersOwnTable`). Inside an image's
 * tree the emulator cannot be found by its path, so a host's registration must have the flag F (kept open).
 */
export function probeArchitectures({
	host,
	binfmt = "/proc/sys/fs/binfmt_misc",
	ownTable = false,
	isInstalled = (tool) => findTool(tool) !== undefined,
	manager = packageManager(),
}: ArchitectureProbe): ArchitectureSupport[] {
	const own = architectureName(host);
	const supports = [...new Set([own, ...ARCHITECTURES])].map((name): ArchitectureSupport => {
		if (name === own) return { name, how: "native", detail: "this host's own" };
		if (runsNatively(name, own)) return { name, how: "native", detail: `${own} processors run it` };
		return emulated(name, { binfmt, ownTable, isInstalled, manager });
	});
	const order = { native: 0, emulated: 1, unavailable: 2 };
	return supports.sort((a, b) => order[a.how] - order[b.how]);
}

/** The same for this host as it is now. */
export async function hostArchitectures(host: string): Promise<ArchitectureSupport[]> {
	return probeArchitectures({ host, ownTable: await offersOwnTable() });
}

let ownTable: Promise<boolean> | undefined;

/** Whether a user namespace can have a table of interpreters of its own (Linux 6.7), tried for real, once. */
function offersOwnTable(): Promise<boolean> {
	const mount = ["mount", "-t", "binfmt_misc", "binfmt_misc", tmpdir()];
	ownTable ??= askTool(["unshare", "--user", "--map-root-user", "--mount", ...mount], { timeoutMs: 10_000 }).then(
		(said) => said !== undefined,
	);
	return ownTable;
}

const SLOWER = "through qemu-user, several times slower";

function emulated(name: string, { binfmt, ownTable, isInstalled, manager }: Surroundings): ArchitectureSupport {
	const registered = emulatorName(name) as string;
	const emulator = `${registered}-static`;
	const registration = readRegistration(join(binfmt, registered));
	if (registration?.enabled && registration.flags.includes("F")) return { name, how: "emulated", detail: SLOWER };
	if (ownTable) {
		if (isInstalled(emulator)) return { name, how: "emulated", detail: SLOWER, emulator };
		const cure = installCommand([emulator], manager)?.join(" ") ?? `install ${emulator}, statically linked`;
		return { name, how: "unavailable", detail: `${emulator} is not installed`, cure, emulator };
	}
	return { name, how: "unavailable", ...whyNot(registered, registration, { binfmt, isInstalled, manager }) };
}

/** Where the host's own table is the only one. */
function whyNot(
	registered: string,
	registration: Registration | undefined,
	{ binfmt, isInstalled, manager }: Omit<Surroundings, "ownTable">,
): { readonly detail: string; readonly cure: string } {
	const emulator = `${registered}-static`;
	const install = manager ? installAdvice([EMULATORS], manager) : `install ${emulator}, statically linked`;
	if (!existsSync(join(binfmt, "register"))) {
		const mount = `mount -t binfmt_misc binfmt_misc ${binfmt}`;
		return {
			detail: "the kernel hands no programs to emulators: binfmt_misc is not mounted",
			cure: isInstalled(emulator) ? mount : `${mount}, then ${install}`,
		};
	}
	if (registration && !registration.enabled) {
		return { detail: `${registered} is registered, but switched off`, cure: `echo 1 > ${join(binfmt, registered)}` };
	}
	if (registration) {
		return {
			detail: `${registered} is registered without the flag F, so it is not found inside an image`,
			cure: `register it again with F: ${install}`,
		};
	}
	return isInstalled(emulator)
		? { detail: `${emulator} is here, but not registered with the kernel`, cure: "systemctl restart systemd-binfmt" }
		: { detail: `${registered} is not installed`, cure: install };
}

interface Registration {
	readonly enabled: boolean;
	readonly flags: string;
}

/** `enabled`, then `flags: POCF` among other lines; undefined when nothing is registered. */
function readRegistration(file: string): Registration | undefined {
	if (!existsSync(file)) return undefined;
	const text = readFileSync(file, "utf8");
	return { enabled: /^enabled$/m.test(text), flags: /^flags: *(\w*)/m.exec(text)?.[1] ?? "" };
}
