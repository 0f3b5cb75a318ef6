import { readdirSync } from "node:fs";
import { execa } from "execa";
import { EXIT, UserError } from "../core/errors.js";
import { knownTool, type PackageManager } from "../core/host-facts.js";
import { findTool } from "./find-tool.js";

const MANAGERS: readonly {
	readonly manager: PackageManager;
	readonly program: string;
	readonly install: readonly string[];
}[] = [
	{ manager: "apt", program: "apt-get", install: ["apt-get", "install", "-y", "--no-install-recommends"] },
	{ manager: "dnf", program: "dnf", install: ["dnf", "install", "-y"] },
	{ manager: "zypper", program: "zypper", install: ["zypper", "--non-interactive", "install"] },
	{ manager: "pacman", program: "pacman", install: ["pacman", "-S", "--noconfirm", "--needed"] },
];

/** The package manager of this host, when it is one we know. */
export function packageManager(): PackageManager | undefined {
	return MANAGERS.find(({ program }) => findTool(program))?.manager;
}

/** The command that installs some tools here, or undefined when this host's package manager does not have them. */
export function installCommand(tools: readonly string[], manager = packageManager()): readonly string[] | undefined {
	const found = MANAGERS.find((known) => known.manager === manager);
	if (!found) return undefined;
	const packages = tools.map((tool) => knownTool(tool)?.packages[found.manager] ?? tool);
	return [...found.install, ...new Set(packages)];
}

/** Installs tools with the host's package manager, through sudo for others than root. Throws UserError `install-failed`. */
export async function installTools(tools: readonly string[], onLine: (line: string) => void): Promise<void> {
	const command = installCommand(tools);
	if (!command) {
		throw new UserError({
			code: "no-package-manager",
			message: `no known package manager is here to install ${tools.join(", ")}`,
			next: ["Install these programs by hand; apt, dnf, zypper and pacman are known."],
			exitCode: EXIT.host,
		});
	}
	const root = process.getuid?.() === 0 ? [] : ["sudo"];
	if (command[0] === "apt-get" && !hasPackageLists()) await run([...root, "apt-get", "update"], onLine);
	await run([...root, ...command], onLine);
	const missing = tools.filter((tool) => !findTool(tool));
	if (missing.length > 0) {
		throw new UserError({
			code: "install-failed",
			message: `${missing.join(", ")} still cannot be found after ${command.join(" ")}`,
			next: ["Install them by hand, or choose elements and outputs that do without."],
			exitCode: EXIT.host,
		});
	}
}

function hasPackageLists(): boolean {
	return readdirSync("/var/lib/apt/lists").some((name) => name.includes("_dists_"));
}

async function run(argv: readonly string[], onLine: (line: string) => void): Promise<void> {
	const [program = "", ...args] = argv;
	const running = execa(program, args, {
		reject: false,
		all: true,
		stdin: "ignore",
		env: { DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" },
	});
	for await (const line of running.iterable({ from: "all" })) onLine(String(line));
	const { failed, exitCode } = await running;
	if (!failed) return;
	throw new UserError({
		code: "install-failed",
		message: `${argv.join(" ")} failed with status ${exitCode}`,
		next: ["Read its lines above; a missing package list is cured by: apt-get update"],
		exitCode: EXIT.host,
	});
}
