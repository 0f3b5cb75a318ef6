import { readdirSync } from "node:fs";
import { EXIT, UserError } from "../core/errors.js";
import { findTool } from "./find-tool.js";
import { installCommand } from "./packages.js";
import { asRoot } from "./privilege.js";
import { runTool } from "./run-tool.js";

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
	if (command[0] === "apt-get" && !hasPackageLists()) await run(asRoot(["apt-get", "update"]), onLine);
	await run(asRoot(command), onLine);
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
	const { exitCode } = await runTool(argv, { env: { DEBIAN_FRONTEND: "noninteractive" }, accept: "any", onLine });
	if (exitCode === 0) return;
	throw new UserError({
		code: "install-failed",
		message: `${argv.join(" ")} failed with status ${exitCode}`,
		next: ["Read its lines above; a missing package list is cured by: apt-get update"],
		exitCode: EXIT.host,
	});
}
