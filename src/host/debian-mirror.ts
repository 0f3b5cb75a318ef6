import { readFileSync } from "node:fs";
import type { HostFacts } from "../core/host-facts.js";
import { askTool } from "./run-tool.js";

type Mirrors = HostFacts["mirrors"];

/**
 * The mirrors of the host's own Debian sources: those whose Release file says `Origin: Debian`, the security archive by
 * its label. Before a host's first `apt-get update` there are no such files: then they are told by their suites, on Debian
 * alone. Empty on hosts without apt.
 */
export async function debianMirrors(): Promise<Mirrors> {
	const known = (await targets([], "$(ORIGIN)|$(LABEL)|$(REPO_URI)")).filter(([origin]) => origin === "Debian");
	if (known.length === 0) return mirrorsBySuite(await unfetchedTargets());
	const uri = (security: boolean) => known.find(([, label]) => (label === "Debian-Security") === security)?.[2];
	return mirrors(uri(false), uri(true));
}

/** Address, suite and component of the packages of one source. */
type Target = readonly [uri: string, suite: string, component: string];

/**
 * Sources of others may have the release's suite too (and a component of their own, as a rule): the one that has updates
 * of it is Debian's.
 */
function mirrorsBySuite(targets: readonly Target[]): Mirrors {
	const codename = debianCodename();
	if (codename === undefined) return {};
	const main = targets.filter(([, , component]) => component === "main");
	const having = (...suites: readonly string[]) => main.find(([, suite]) => suites.includes(suite))?.[0];
	return mirrors(
		having(`${codename}-updates`, "stable-updates") ?? having(codename, "stable"),
		having(`${codename}-security`, "stable-security"),
	);
}

const mirrors = (debian: string | undefined, security: string | undefined): Mirrors => ({
	...(debian ? { debian: debian.replace(/\/$/, "") } : {}),
	...(security ? { debianSecurity: security.replace(/\/$/, "") } : {}),
});

const unfetchedTargets = async () =>
	(await targets(["--no-release-info"], "$(REPO_URI)|$(RELEASE)|$(COMPONENT)")) as unknown as Target[];

/** What apt knows of the packages of each source, split at `|`. */
async function targets(options: readonly string[], format: string): Promise<string[][]> {
	const said = await askTool(["apt-get", "indextargets", ...options, "--format", format, "Created-By: Packages"]);
	const lines = said?.split("\n").filter(Boolean) ?? [];
	return lines.map((line) => line.split("|"));
}

/** The host's release, if it is one of Debian's. */
function debianCodename(): string | undefined {
	try {
		const text = readFileSync("/etc/os-release", "utf8");
		return /^ID="?debian"?$/m.test(text) ? /^VERSION_CODENAME="?([\w-]+)"?$/m.exec(text)?.[1] : undefined;
	} catch {
		return undefined;
	}
}
