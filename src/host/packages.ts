import { knownTool, type PackageManager } from "../core/host/host-facts.js";
import { findTool } from "./find-tool.js";
import { isRoot } from "./privilege.js";

/** How packages are installed: `install` by us, without a question; `typed` by the user who reads it. */
const MANAGERS: readonly {
	readonly manager: PackageManager;
	readonly program: string;
	readonly install: readonly string[];
	readonly typed: readonly string[];
}[] = [
	{
		manager: "apt",
		program: "apt-get",
		install: ["apt-get", "install", "-y", "--no-install-recommends"],
		typed: ["apt-get", "install"],
	},
	{ manager: "dnf", program: "dnf", install: ["dnf", "install", "-y"], typed: ["dnf", "install"] },
	{
		manager: "zypper",
		program: "zypper",
		install: ["zypper", "--non-interactive", "install"],
		typed: ["zypper", "install"],
	},
	{
		manager: "pacman",
		program: "pacman",
		install: ["pacman", "-S", "--noconfirm", "--needed"],
		typed: ["pacman", "-S"],
	},
];

const rowOf = (manager: PackageManager | undefined) => MANAGERS.find((known) => known.manager === manager);

/** Packages that bring these tools; what we do not know is taken for the name of a package. */
const packagesFor = (tools: readonly string[], manager: PackageManager) => [
	...new Set(tools.map((tool) => knownTool(tool)?.packages[manager] ?? tool)),
];

/** The package manager of this host, when it is one we know. */
export function packageManager(): PackageManager | undefined {
	return MANAGERS.find(({ program }) => findTool(program))?.manager;
}

/**
 * The command that installs some tools here; undefined when this host's package manager is none that we know, or when it is
 * not known which packages bring them: what a variable or an element calls a program may be anybody's package.
 */
export function installCommand(tools: readonly string[], manager = packageManager()): readonly string[] | undefined {
	const row = rowOf(manager);
	const known = tools.filter(knownTool);
	return row && known.length > 0 ? [...row.install, ...packagesFor(known, row.manager)] : undefined;
}

/** How to find out which package brings a program that we do not know. */
export function searchAdvice(program: string, manager: PackageManager = packageManager() ?? "apt"): string {
	const commands = {
		apt: `apt-file search bin/${program}`,
		dnf: `dnf provides '*/bin/${program}'`,
		zypper: `zypper search --provides --match-exact /usr/bin/${program}`,
		pacman: `pacman -F ${program}`,
	};
	return `Correct the name ${program}, or see which package brings it: ${commands[manager]}`;
}

/**
 * What a user types to install some tools, for the next step of an error: with sudo unless root reads it, and in Debian's
 * words where the package manager is none that we know.
 */
export function installAdvice(tools: readonly string[], manager: PackageManager = packageManager() ?? "apt"): string {
	const typed = rowOf(manager)?.typed ?? [];
	return [...(isRoot() ? [] : ["sudo"]), ...typed, ...packagesFor(tools, manager)].join(" ");
}
