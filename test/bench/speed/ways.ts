import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DIB_ELEMENTS } from "../../support/catalogue.js";
import { UPSTREAM_VERSION } from "../upstream.js";
import { dibBuild, dibPackages } from "./dib.js";
import { REFRESH } from "./refreshing-mirror.js";

const PROJECT = resolve(import.meta.dirname, "../../..");
const PROFILE = "debian-vm";
const COMPLETED = /Build completed/;

/** Small packages without needs of their own, another one for each turn: nothing that was kept knows them. */
const ADDED = [
	"tree",
	"pv",
	"ncdu",
	"zip",
	"bc",
	"patch",
	"lsof",
	"dos2unix",
	"figlet",
	"rename",
	"time",
	"uuid-runtime",
];

/** One way of building that is measured, in each turn once. */
export interface Way {
	readonly id: string;
	readonly title: string;
	/** What builds: figures are kept as long as it is the same. */
	readonly program: "diskwright" | "diskimage-builder";
	/** It has caches or layers of the turn before; others begin with nothing, so that each turn counts. */
	readonly warm?: boolean;
	/** What is made beforehand without being measured, in `folder`, where the build runs: shell text, or undefined for nothing. */
	readonly before?: (turn: number) => string | undefined;
	/** Shell text that builds in `folder`. */
	readonly script: (turn: number) => string;
	readonly env: Readonly<Record<string, string>>;
	/** In what it has printed: that it has done what the row is about. */
	readonly proof: RegExp;
	/** Where it builds. */
	readonly folder: string;
	/** Images that it makes there, without suffix. */
	readonly images: readonly string[];
	/** `NAME VERSION` of every package of what it has built that DIB's image has to have too, sorted; undefined for other images. */
	readonly packages?: () => string[];
}

/** All ways; caches, profiles and outputs lie in `scratch`. `mirror` is the address of one that can publish its index anew. */
export function ways(scratch: string, mirror: string): readonly Way[] {
	const at = (...names: string[]) => join(scratch, ...names);
	const folder = (id: string) => at("out", id);
	// What hooks outside the image see is the same in all builds with layers: their folder, their variables, their elements.
	const layered = folder("layered");
	const ours = (home: string, more: Readonly<Record<string, string>> = {}) => ({
		...{ PATH: process.env.PATH ?? "", HOME: at(home), XDG_STATE_HOME: at(home, "state"), ...more },
	});
	const build = (home: string, what: string, options: string) =>
		`${process.execPath} ${join(PROJECT, "dist/bin/diskwright.js")} build ${what} --yes --image-cache ${at(home, "cache")} ${options}`;
	const forget = (home: string) => `rm -rf ${at(home, "cache")} ${at(home, "state")}`;

	const profile = (name: string, packages: readonly string[]) => {
		mkdirSync(layered, { recursive: true });
		const file = join(layered, `${name}.yaml`);
		writeFileSync(file, `version: 1\nextends: ${PROFILE}\nname: ${name}\npackages: [${packages.join(", ")}]\n`);
		return file;
	};
	const added = (turn: number) => ADDED[turn % ADDED.length] as string;
	const pair = (turn: number) => [
		profile("web", ["nginx-light", added(turn)]),
		profile("mail", ["msmtp", added(turn + ADDED.length / 2)]),
	];
	/** A text that no build had before, of another length than the last one. */
	const edit = (turn: number) => {
		const file = at("elements/changing/install.d/90-changing");
		mkdirSync(join(file, ".."), { recursive: true });
		const text = `#!/bin/bash\nset -eu\necho "${process.pid} ${".".repeat(turn)}" >/etc/changing\n`;
		writeFileSync(file, text, { mode: 0o755 });
	};
	const manifest = (file: string) => () =>
		JSON.parse(readFileSync(`${file}.manifest.json`, "utf8"))
			.packages.map((entry: { name: string; version: string }) => `${entry.name} ${entry.version}`)
			.sort() as string[];

	const dib = (id: string, title: string, cold: boolean): Way => {
		const { script, env } = dibBuild(PROFILE, at(id));
		return {
			...{ id, title, env, program: "diskimage-builder", warm: !cold, proof: /./, folder: folder(id) },
			...{ script: () => script, images: ["image"], packages: () => dibPackages(folder(id)) },
			...(cold && { before: () => forget(id) }),
		};
	};
	const own = (way: Pick<Way, "id" | "title" | "script"> & Partial<Way>, home: string): Way => ({
		...{
			program: "diskwright",
			warm: true,
			env: ours(home),
			proof: COMPLETED,
			folder: folder(way.id),
			images: ["image"],
		},
		...{ packages: manifest(join(folder(way.id), "image")) },
		...way,
	});
	const withLayers = (more: string, options: string) => build("layered", more, `--layers ${options}`);
	/** What all ways with layers stand on: the profile as it was built last. */
	const kept = () => withLayers(`${profile("machine", [])} changing`, "-o image");
	const refreshed = () =>
		withLayers(
			`${profile("machine", [])} changing`,
			`-o index --mirror ${mirror}/debian --security-mirror ${mirror}/debian-security`,
		);
	const onKept = (way: Pick<Way, "id" | "title" | "script"> & Partial<Way>): Way =>
		own(
			{
				...{ before: kept, folder: layered, env: ours("layered", { ELEMENTS_PATH: at("elements") }) },
				...{ proof: /[1-9]\d* hooks? taken/, images: [way.id], packages: manifest(join(layered, way.id)), ...way },
			},
			"layered",
		);
	edit(0);

	const dibsElements = dibBuild(PROFILE, at("cold-dib"));
	return [
		dib("dib-cold", "diskimage-builder, cold", true),
		own(
			{
				...{ id: "cold", title: "diskwright, cold", warm: false, before: () => forget("cold") },
				script: () => build("cold", PROFILE, "-o image"),
			},
			"cold",
		),
		{
			...{
				id: "cold-dib",
				title: "diskwright, cold, DIB's elements",
				program: "diskwright",
				before: () => forget("cold-dib"),
			},
			script: () => `${process.execPath} ${join(PROJECT, "dist/bin/disk-image-create.js")} ${dibsElements.words}`,
			env: { ...dibsElements.env, ELEMENTS_PATH: `${dibsElements.env.ELEMENTS_PATH}:${DIB_ELEMENTS}` },
			...{ proof: /./, folder: folder("cold-dib"), images: ["image"], packages: () => dibPackages(folder("cold-dib")) },
		},
		dib("dib-warm", "diskimage-builder, warm", false),
		onKept({
			...{ id: "packages", title: "package layers missed" },
			script: () =>
				withLayers(
					`${join(layered, "machine.yaml")} changing`,
					"-o packages --no-cache-from pre-install/10-package-installs",
				),
		}),
		onKept({
			...{ id: "added", title: "one package added", packages: undefined },
			script: (turn) => withLayers(`${profile("machine", [added(turn)])} changing`, "-o added"),
		}),
		onKept({
			...{ id: "hook", title: "one install.d hook changed" },
			script: (turn) => {
				edit(turn + 1);
				return withLayers(`${join(layered, "machine.yaml")} changing`, "-o hook");
			},
		}),
		onKept({
			...{ id: "nothing", title: "nothing changed", images: ["image"] },
			// The first build leaves downloads that hooks of the second one find there.
			...{
				before: () => `${kept()}; ${kept()}`,
				script: kept,
				proof: /^Nothing has changed since/m,
				packages: manifest(join(layered, "image")),
			},
		}),
		onKept({
			...{ id: "index", title: "index refreshed" },
			before: () => `${refreshed()}; ${refreshed()}; curl -fsS -X POST ${mirror}${REFRESH}`,
			...{ script: refreshed, proof: /^Nothing has changed since/m },
		}),
		own({ id: "plain", title: "layers off", script: () => build("plain", PROFILE, "-o image") }, "plain"),
		own(
			{
				...{ id: "missed", title: "layers on, all missed" },
				script: () => build("plain", PROFILE, "-o image --layers --no-cache"),
				proof: /\b0 hooks taken from layers/,
			},
			"plain",
		),
		own(
			{
				...{ id: "two-plain", title: "two profiles, one after the other, no layers" },
				script: (turn) =>
					pair(turn)
						.map((file) => build("two", file, ""))
						.join(" && "),
				...{ images: ["web", "mail"], packages: undefined },
			},
			"two",
		),
		own(
			{
				...{
					id: "two",
					title: "two profiles, --jobs 2, no layers before",
					before: () => `rm -rf ${at("two/cache/layers")}`,
				},
				script: (turn) => build("two", pair(turn).join(" "), "--jobs 2 --layers"),
				...{ proof: /./, images: ["web", "mail"], packages: undefined },
			},
			"two",
		),
		onKept({
			...{ id: "two-kept", title: "two profiles, --jobs 2, base kept", proof: /./ },
			script: (turn) => build("layered", `${pair(turn).join(" ")} changing`, "--jobs 2 --layers"),
			...{ images: ["web", "mail"], packages: undefined },
		}),
	];
}

/** Of figures that DIB's ways have: which program made them. */
export const DIB_PROGRAM = `diskimage-builder ${UPSTREAM_VERSION}`;
/** Removes what a way has built in the turn before, apart from what it stands on. */
export function clearFolder({ folder, warm, program }: Way): void {
	if (!warm || program === "diskimage-builder") rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
}
