import { createHash } from "node:crypto";
import { readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import type { Manifest } from "../../core/output/manifest.js";
import { ASKED_FOR } from "../../core/output/package-diff.js";
import { dpkgPackage, packageOwners } from "../../core/packages/owners.js";
import type { Plan } from "../../core/planning/plan.js";
import { parsePyYaml } from "../../core/text/yaml.js";
import { given } from "../../core/values/given.js";
import { listInTree, readInTree } from "../tree/files.js";

/** What has to be read while the tree is still there. */
export async function describeTree(plan: Plan, tree: string, built: string): Promise<Omit<Manifest, "outputs">> {
	const elements = [];
	for (const { name, path, source } of plan.resolution.selected) {
		elements.push({ name, path, sha256: await hashElement(path), ...(source ? { source } : {}) });
	}
	return {
		manifest: 1,
		image: plan.imageName,
		architecture: plan.architecture,
		built,
		elements,
		elementSources: (plan.sources ?? []).map(({ name, version, origin }) => ({ name, version, origin })),
		packages: await dpkgPackages(tree, plan),
		sources: await gitManifest(tree),
		environment: plan.environment,
	};
}

/** SHA-256 over names, links and contents of all files of an element, in name order; names may be of any bytes. */
async function hashElement(path: string): Promise<string> {
	const hash = createHash("sha256");
	const add = async (folder: Buffer, inside: Buffer) => {
		const entries = await readdir(folder, { encoding: "buffer", withFileTypes: true });
		entries.sort((a, b) => Buffer.compare(a.name, b.name));
		for (const entry of entries) {
			const file = Buffer.concat([folder, SLASH, entry.name]);
			const name = Buffer.concat([inside, SLASH, entry.name]);
			hash.update(name).update("\0");
			if (entry.isFile()) hash.update(await readFile(file));
			else if (entry.isSymbolicLink()) hash.update(await readlink(file, { encoding: "buffer" }));
			hash.update("\0");
			if (entry.isDirectory()) await add(file, name);
		}
	};
	await add(Buffer.from(path), Buffer.alloc(0));
	return hash.digest("hex");
}

const SLASH = Buffer.from("/");

/** Installed packages out of dpkg's own database; empty for other families. */
async function dpkgPackages(tree: string, plan: Plan): Promise<Manifest["packages"]> {
	const status = (await readInTree(tree, "var/lib/dpkg/status")) ?? "";
	const paragraphs = status.split("\n\n").filter((paragraph) => /^Status: .* installed$/m.test(paragraph));
	const system = plan.resolution.selected.find(({ provides }) => provides.includes("operating-system"))?.name;
	const owners = system ? packageOwners(paragraphs.map(dpkgPackage), await asked(plan), system) : undefined;
	return paragraphs
		.map((paragraph) => {
			const name = field(paragraph, "Package");
			const kib = Number(field(paragraph, "Installed-Size"));
			return {
				name,
				version: field(paragraph, "Version"),
				architecture: field(paragraph, "Architecture"),
				...(kib > 0 ? { kib } : {}),
				...given("element", owners?.get(name)),
			};
		})
		.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Packages by the element that asks for them; those of the user have no element. */
async function asked({ resolution, settings }: Plan): Promise<ReadonlyMap<string, string>> {
	const names = new Map((settings.extraPackages ?? []).map((name) => [name, ASKED_FOR]));
	const text = (path: string) => readFile(path, "utf8").catch(() => undefined);
	for (const { name: element, path } of resolution.selected) {
		const map = await text(join(path, "pkg-map"));
		for (const file of ["package-installs.yaml", "package-installs.json"]) {
			const installs = await text(join(path, file));
			if (installs === undefined) continue;
			for (const name of askedNames(installs, map)) if (!names.has(name)) names.set(name, element);
		}
	}
	return names;
}

function field(paragraph: string, name: string): string {
	return new RegExp(`^${name}: (.*)$`, "m").exec(paragraph)?.[1] ?? "";
}

async function gitManifest(tree: string): Promise<string[]> {
	const folder = "etc/dib-manifests";
	const lines: string[] = [];
	for (const name of (await listInTree(tree, folder)).filter((one) => one.startsWith("dib-manifest-git-"))) {
		lines.push(...((await readInTree(tree, `${folder}/${name}`)) ?? "").split("\n").filter(Boolean));
	}
	return lines;
}

/**
 * The names of packages that an element asks for, out of its package-installs file and, for every distribution, its
 * pkg-map. Who wants to know what really is installed must look at the image: conditions are not asked.
 */
export function askedNames(installs: string, map: string | undefined): readonly string[] {
	const names = Object.keys(asMap(parse(installs)));
	const mapped = map === undefined ? [] : translations(parse(map), new Set(names));
	return [...new Set([...names, ...mapped])];
}

/** Values of the names anywhere in a pkg-map: `default`, `family`, `distro` and `release` differ in depth only. */
function translations(value: unknown, names: ReadonlySet<string>): string[] {
	return Object.entries(asMap(value)).flatMap(([key, inner]) =>
		typeof inner === "string" ? (names.has(key) ? inner.split(/\s+/).filter(Boolean) : []) : translations(inner, names),
	);
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return parsePyYaml(text);
	}
}

const asMap = (value: unknown): Record<string, unknown> =>
	typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
