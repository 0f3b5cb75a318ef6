import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readlinkSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { Input } from "../../core/layers/input.js";
import { isPackaged } from "../../core/layers/named-paths.js";
import { hostGroundInput, programsInput } from "../../core/layers/task-inputs.js";
import type { ContentCache } from "./content-cache.js";
import { hostPathValue } from "./host-names.js";
import { listFolder } from "./list-folder.js";

/** Databases of installed packages, of which a host has at least one. Files count by content or, where large, by size and time. */
const DATABASES = {
	content: ["/var/lib/dpkg/status", "/var/lib/dpkg/arch", "/lib/apk/db/installed", "/usr/lib/apk/db/installed"],
	facts: [
		...["/usr/lib/sysimage/rpm/rpmdb.sqlite", "/usr/lib/sysimage/rpm/rpmdb.sqlite-wal"],
		...["/var/lib/rpm/rpmdb.sqlite", "/var/lib/rpm/rpmdb.sqlite-wal", "/var/lib/rpm/Packages"],
	],
	names: ["/var/lib/pacman/local"],
	links: ["/run/current-system", "/nix/var/nix/profiles/default"],
};

/** Names in a home that programs make for themselves, not to be told anything by them. */
const IDLE = /hist|\.sw.$|viminf|authority|session-errors|^\.(?:cache|lesshst|wget-hsts)/i;

/** Where programs look for their settings in a home, without a word about it in a hook. */
const HOME_FOLDERS = ["", ".config", ".config/git", ".ssh", ".docker"];

/** By these programs know that they run in a container. */
const CONTAINERS = ["/run/systemd/container", "/run/.containerenv"];

/** Not the host's own: what is unpacked there is only used through what is opened. */
const DEEP = new Set(["node_modules"]);
const DEEPEST = 6;

/**
 * What of this host stands for the lookups that programs make on their own: the packages behind /usr, the names below /etc and
 * /usr/local, and a user's settings by name. Undefined when the host's packages cannot be told.
 */
export function hostGround(homes: readonly string[], contents: ContentCache): Input[] | undefined {
	const packages = installedPackages(contents);
	if (packages === undefined) return undefined;
	return [
		hostGroundInput("installed packages", packages),
		hostGroundInput("names in /", digestOf(readdirSync("/").sort())),
		hostGroundInput("names below /etc", digestOf(namesBelow("/etc"))),
		hostGroundInput("names below /usr/local", digestOf(namesBelow("/usr/local"))),
		hostGroundInput("container", CONTAINERS.map(hostPathValue).join(" ")),
		...homes.map((folder) => hostGroundInput(`settings in ${folder}`, digestOf(settingsIn(folder)))),
	];
}

/** Homes in which programs look for settings: some ask the user database for it, whatever HOME is. */
export const homesOf = (home: string | undefined): string[] =>
	[...new Set([home ?? "", userInfo().homedir])].filter(Boolean);

/** What stands for lookups at this moment, by the names that it had: of the same homes and folders of programs. */
export function lookAtGround(names: readonly string[], contents: ContentCache): ReadonlyMap<string, string> {
	const homes = names.flatMap((name) => /^host: settings in (.*)$/s.exec(name)?.[1] ?? []);
	const folders = names.flatMap((name) => /^host programs in (.*)$/s.exec(name)?.[1] ?? []);
	const programs = folders.map((folder) => programsInput(folder, programsValue(folder)));
	const ground = homes.length > 0 ? (hostGround(homes, contents) ?? []) : [];
	return new Map([...ground, ...programs].map(({ name, value }) => [name, value]));
}

/** A folder in which programs are looked for: names, and of what no package brings also whether it can be run. */
export function programsValue(folder: string): string {
	return digestOf(
		namesIn(folder).map((name) => (isPackaged(folder) ? name : `${name} ${factsOf(join(folder, name))}`)),
	);
}

function installedPackages(contents: ContentCache): string | undefined {
	const found = [
		...DATABASES.content.flatMap((path) => attempt(() => `${path} ${contents.digest(path)}`)),
		...DATABASES.facts.flatMap((path) =>
			attempt(() => {
				const { size, mtimeNs } = lstatSync(path, { bigint: true });
				return `${path} ${size} ${mtimeNs}`;
			}),
		),
		...DATABASES.names.flatMap((path) => attempt(() => `${path} ${readdirSync(path).sort().join(" ")}`)),
		...DATABASES.links.flatMap((path) => attempt(() => `${path} ${readlinkSync(path)}`)),
	];
	return found.length === 0 ? undefined : digestOf(found);
}

/** Kinds by the names, and where links lead. */
function namesBelow(folder: string): string[] {
	const found: string[] = [];
	const descend = (path: string, depth: number) => {
		for (const { name, kind, target } of attempt(() => listFolder(path)).flat()) {
			const inside = join(path, name);
			const isFolder = kind === "folder";
			found.push(`${inside}${isFolder ? "/" : kind === "link" ? ` -> ${target ?? ""}` : ""}`);
			// Others may not look there; whether nothing has changed is asked by a caller who is not root.
			if (isFolder && (lstatSync(inside).mode & 0o005) === 0o005 && depth < DEEPEST && !DEEP.has(name))
				descend(inside, depth + 1);
		}
	};
	descend(folder, 1);
	return found.sort();
}

function settingsIn(home: string): string[] {
	return HOME_FOLDERS.flatMap((folder) =>
		namesIn(join(home, folder))
			.filter((name) => (folder !== "" || name.startsWith(".")) && !IDLE.test(name))
			.map((name) => join(folder, name)),
	);
}

const namesIn = (folder: string): string[] =>
	attempt(() => listFolder(folder))
		.flat()
		.map(({ name }) => name)
		.sort();

function factsOf(path: string): string {
	return attempt(() => {
		const stats = lstatSync(path);
		return stats.isSymbolicLink() ? `-> ${readlinkSync(path)}` : (stats.mode & 0o170111).toString(8);
	}).join("");
}

const digestOf = (names: readonly string[]): string => createHash("sha256").update(names.join("\0")).digest("hex");

/** Nothing where there is nothing to look at. */
function attempt<T>(look: () => T): T[] {
	try {
		return [look()];
	} catch {
		return [];
	}
}
