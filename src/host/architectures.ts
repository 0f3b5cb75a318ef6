import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ArchitectureSupport, architectureName } from "../core/architecture.js";
import type { PackageManager } from "../core/host-facts.js";
import { findTool } from "./find-tool.js";
import { packageManager } from "./install-tools.js";

/** Architectures and what qemu-user calls their processors. */
const EMULATORS: Readonly<Record<string, string>> = {
	amd64: "x86_64",
	arm64: "aarch64",
	armhf: "arm",
	i386: "i386",
	ppc64el: "ppc64le",
	riscv64: "riscv64",
	s390x: "s390x",
};

/** What else a processor runs by itself. */
const RUNS_TOO: Readonly<Record<string, readonly string[]>> = { amd64: ["i386"] };

const INSTALL: Readonly<Record<PackageManager, string>> = {
	apt: "apt-get install qemu-user-static binfmt-support",
	dnf: "dnf install qemu-user-static",
	zypper: "zypper install qemu-linux-user",
	pacman: "pacman -S qemu-user-static qemu-user-static-binfmt",
};

interface Surroundings {
	/** Where the kernel shows what it hands to interpreters. */
	readonly binfmt: string;
	readonly isInstalled: (tool: string) => boolean;
	readonly manager: PackageManager | undefined;
}

export interface ArchitectureProbe extends Partial<Surroundings> {
	/** The host's own, as DIB names it. */
	readonly host: string;
}

/**
 * Whether this host runs programs of each architecture: by itself, or through a qemu-user that the kernel starts. Inside
 * an image's tree that emulator cannot be found by its path, so it must be registered with the flag F (kept open).
 */
export function probeArchitectures({
	host,
	binfmt = "/proc/sys/fs/binfmt_misc",
	isInstalled = (tool) => findTool(tool) !== undefined,
	manager = packageManager(),
}: ArchitectureProbe): ArchitectureSupport[] {
	const own = architectureName(host);
	const supports = Object.keys(EMULATORS).map((name): ArchitectureSupport => {
		if (name === own) return { name, how: "native", detail: "this host's own" };
		if (RUNS_TOO[own]?.includes(name)) return { name, how: "native", detail: `${own} processors run it` };
		return emulated(name, { binfmt, isInstalled, manager });
	});
	const known = supports.some(({ name }) => name === own);
	const first = known ? [] : [{ name: own, how: "native", detail: "this host's own" } as const];
	const order = { native: 0, emulated: 1, unavailable: 2 };
	return [...first, ...supports].sort(
		(a, b) => Number(b.name === own) - Number(a.name === own) || order[a.how] - order[b.how],
	);
}

function emulated(name: string, { binfmt, isInstalled, manager }: Surroundings): ArchitectureSupport {
	const unavailable = (detail: string, cure: string) => ({ name, how: "unavailable", detail, cure }) as const;
	const emulator = `qemu-${EMULATORS[name]}`;
	const install = manager ? INSTALL[manager] : `install ${emulator}-static, statically linked`;
	if (!existsSync(join(binfmt, "register"))) {
		return unavailable(
			"the kernel hands no programs to emulators: binfmt_misc is not mounted",
			`mount -t binfmt_misc binfmt_misc ${binfmt}${isInstalled(`${emulator}-static`) ? "" : `, then ${install}`}`,
		);
	}
	const registration = readRegistration(join(binfmt, emulator));
	if (registration?.enabled && registration.flags.includes("F")) {
		return { name, how: "emulated", detail: "through qemu-user, several times slower" };
	}
	if (registration && !registration.enabled) {
		return unavailable(`${emulator} is registered, but switched off`, `echo 1 > ${join(binfmt, emulator)}`);
	}
	if (registration) {
		return unavailable(
			`${emulator} is registered without the flag F, so it is not found inside an image`,
			`register it anew with F: ${install}`,
		);
	}
	return isInstalled(`${emulator}-static`)
		? unavailable(`${emulator}-static is here, but not registered with the kernel`, "systemctl restart systemd-binfmt")
		: unavailable(`${emulator} is not installed`, install);
}

/** `enabled`, then `flags: POCF` among other lines; undefined when nothing is registered. */
function readRegistration(file: string): { enabled: boolean; flags: string } | undefined {
	if (!existsSync(file)) return undefined;
	const text = readFileSync(file, "utf8");
	return { enabled: /^enabled$/m.test(text), flags: /^flags: *(\w*)/m.exec(text)?.[1] ?? "" };
}
