import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { HostFacts } from "../core/host/host-facts.js";
import { askTool } from "./run-tool.js";

type Mirrors = HostFacts["mirrors"];

/**
 * The mirrors of the host's own Debian sources: those whose Release file says `Origin: Debian`, the security archive by
 * its label. Before a host's first `apt-get update` there are no such files: then they are told by their suites, on Debian
 * alone. Empty on hosts without apt.
 */
export async function debianMirrors(): Promise<Mirrors> {
	const [lists, all] = await Promise.all([listsFolder(), targets()]);
	const known = all.filter(({ stem }) => releaseField(lists, stem, "Origin") === "Debian");
	if (known.length === 0) return mirrorsBySuite(all);
	const isSecurity = ({ stem }: Target) => releaseField(lists, stem, "Label") === "Debian-Security";
	return mirrors(known.find((target) => !isSecurity(target))?.uri, known.find(isSecurity)?.uri);
}

/** The packages of one source. `stem` begins the names of its suite's files in apt's folder of lists. */
interface Target {
	readonly uri: string;
	readonly suite: string;
	readonly component: string;
	readonly stem: string;
}

/**
 * Sources of others may have the release's suite too (and a component of their own, as a rule): the one that has updates
 * of it is Debian's.
 */
function mirrorsBySuite(targets: readonly Target[]): Mirrors {
	const codename = debianCodename();
	if (codename === undefined) return {};
	const main = targets.filter(({ component }) => component === "main");
	const having = (...suites: readonly string[]) => main.find(({ suite }) => suites.includes(suite))?.uri;
	return mirrors(
		having(`${codename}-updates`, "stable-updates") ?? having(codename, "stable"),
		having(`${codename}-security`, "stable-security"),
	);
}

const mirrors = (debian: string | undefined, security: string | undefined): Mirrors => ({
	...(debian ? { debian: debian.replace(/\/$/, "") } : {}),
	...(security ? { debianSecurity: security.replace(/\/$/, "") } : {}),
});

/**
 * The sources that apt has. Where apt keeps no cache of its lists (as in containers) it reads all of them before it answers,
 * half a second each time: so it is asked as if there were none.
 */
async function targets(): Promise<Target[]> {
	const format = "$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(FILENAME)|$(METAKEY)";
	const none = ["--no-release-info", "-o", "Dir::State::lists=/var/empty/lists/"];
	const said = await askTool(["apt-get", "indextargets", ...none, "--format", format, "Created-By: Packages"]);
	return (said ?? "").split("\n").flatMap((line) => {
		const [uri, suite, component, file, key] = line.split("|");
		if (uri === undefined || suite === undefined || component === undefined || !file || !key) return [];
		const name = file.slice(file.lastIndexOf("/") + 1);
		return [{ uri, suite, component, stem: name.slice(0, -key.length) }];
	});
}

/** Where apt keeps what it has fetched. */
async function listsFolder(): Promise<string> {
	const said = await askTool(["apt-config", "shell", "folder", "Dir::State::lists/d"]);
	return /^folder='(.*)'$/m.exec(said ?? "")?.[1] ?? "/var/lib/apt/lists";
}

/** A field of the Release file that apt has of a suite; undefined before it was fetched. */
function releaseField(lists: string, stem: string, field: string): string | undefined {
	for (const name of ["InRelease", "Release"]) {
		try {
			const text = readFileSync(join(lists, `${stem}${name}`), "utf8");
			return new RegExp(`^${field}: *(.*?) *$`, "m").exec(text)?.[1];
		} catch {
			// The other one, or none.
		}
	}
	return undefined;
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
