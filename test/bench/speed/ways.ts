import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DIB_ELEMENTS } from "../../support/catalogue.js";
import { UPSTREAM_VERSION } from "../upstream.js";
import { dibBuild, dibPackages } from "./dib.js";

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

/** All ways; caches, profiles and outputs lie in `scratch`. */
export function ways(scratch: string): readonly Way[] {
	const at = (...names: string[]) => join(scratch, ...names);
	const folder = (id: string) => at("out", id);
	const ours = (home: string, more: Readonly<Record<string, string>> = {}) => ({
		...{ PATH: process.env.PATH ?? "", HOME: at(home), XDG_STATE_HOME: at(home, "state"), ...more },
	});
	const build = (home: string, what: string, options: string) =>
		`${process.execPath} ${join(PROJECT, "dist/bin/diskwright.js")} build ${what} --yes --image-cache ${at(home, "cache")} ${options}`;
	const forget = (home: string) => `rm -rf ${at(home, "cache")} ${at(home, "state")}`;

	const profile = (file: string, packages: string) => {
		mkdirSync(at("profiles"), { recursive: true });
		const name = file.replace(".yaml", "");
		writeFileSync(at("profiles", file), `version: 1\nextends: ${PROFILE}\nname: ${name}\npackages: [${packages}]\n`);
		return at("profiles", file);
	};
	const added = (turn: number) => ADDED[turn % ADDED.length] as string;
	const pair = (turn: number) =>
		[
			profile("web.yaml", `nginx-light, ${added(turn)}`),
			profile("mail.yaml", `msmtp, ${added(turn + ADDED.length / 2)}`),
		] as const;
	const hook = (turn: number) => {
		const file = at("elements/changing/install.d/90-changing");
		mkdirSync(join(file, ".."), { recursive: true });
		writeFileSync(file, `#!/bin/bash\nset -eu\necho "${process.pid} ${turn}" >/etc/changing\n`, { mode: 0o755 });
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
	/** What all ways with layers stand on: the layers of the profile as it is. */
	const kept = build("layered", PROFILE, "-o image --layers");
	const inKept = `(mkdir -p ${folder("kept")}; cd ${folder("kept")}; ${kept})`;

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
		own(
			{
				...{ id: "packages", title: "package layers missed", before: () => inKept },
				script: () => build("layered", PROFILE, "-o image --layers --no-cache-from pre-install/10-package-installs"),
				proof: /[1-9]\d* hooks? taken/,
			},
			"layered",
		),
		own(
			{
				...{ id: "added", title: "one package added", before: () => inKept },
				script: (turn) => build("layered", profile("added.yaml", added(turn)), "-o image --layers"),
				...{ proof: /[1-9]\d* hooks? taken/, packages: undefined },
			},
			"layered",
		),
		own(
			{
				id: "hook",
				title: "one install.d hook changed",
				before: (turn) => {
					if (turn === 0) {
						hook(-1);
						return `${inKept}; ${build("layered", `${PROFILE} changing`, "-o image --layers")}`;
					}
					hook(turn);
					return undefined;
				},
				script: (turn) => {
					hook(turn);
					return build("layered", `${PROFILE} changing`, "-o image --layers");
				},
				env: ours("layered", { ELEMENTS_PATH: at("elements") }),
				proof: /[1-9]\d* hooks? taken/,
			},
			"layered",
		),
		own(
			{
				...{ id: "nothing", title: "nothing changed" },
				...{ before: () => kept, script: () => kept, proof: /^Nothing has changed since/m },
			},
			"layered",
		),
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
		own(
			{
				...{ id: "two-kept", title: "two profiles, --jobs 2, base kept", before: () => inKept },
				script: (turn) => build("layered", pair(turn).join(" "), "--jobs 2 --layers"),
				...{ proof: /./, images: ["web", "mail"], packages: undefined },
			},
			"layered",
		),
	];
}

/** Of figures that DIB's ways have: which program made them. */
export const DIB_PROGRAM = `diskimage-builder ${UPSTREAM_VERSION}`;
/** Removes what a way has built in the turn before, apart from what it stands on. */
export function clearFolder({ folder, warm, program }: Way): void {
	if (!warm || program === "diskimage-builder") rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
}
