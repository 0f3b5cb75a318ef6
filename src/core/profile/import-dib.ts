import { basename, resolve } from "node:path";
import { type DibCommand, imageCommand } from "../dib/image-command.js";
import { parseImageLists } from "../dib/image-list.js";
import { parseDibArguments } from "../dib/parse-arguments.js";
import type { FetchedSource } from "../element/source.js";
import { type Place, UserError } from "../errors.js";
import type { Reference } from "../settings/setting.js";
import { checkProfile } from "./check.js";
import { OPTION_VARIABLES, profileFromOptions } from "./from-options.js";
import type { Profile } from "./profile.js";
import { readBuilds } from "./read-builds.js";

/** A profile made from DIB's description of an image; `name` is a name it can be saved under. */
export interface ImportedProfile {
	readonly profile: Profile & { readonly name: string };
	/** What was changed or is not in the profile, one sentence each. */
	readonly notes: readonly string[];
}

export interface Imported {
	/** At least one. */
	readonly profiles: readonly ImportedProfile[];
	/** What became no profile, one sentence each. */
	readonly notes: readonly string[];
}

/** A text to import: its content, and the name of its file or source. */
export interface ImportText {
	readonly file: string;
	readonly text: string;
}

/**
 * Profiles out of DIB's YAML lists, merged by the names of images across all of them (contract §2.4), and out of
 * `disk-image-create` command lines (also a script with assignments and several of them); which of both a text is, is seen
 * from its first line. Relative file names count from `cwd`. `sourceOf` tells the collection that a folder of an elements path
 * belongs to. Throws UserError with the place of what cannot be read, and
 * for values that a profile cannot hold.
 */
export function importDib(texts: readonly ImportText[], cwd: string, sourceOf: SourceOf = () => undefined): Imported {
	const lists = texts.filter(isList);
	const place = { file: lists.map(({ file }) => file).join(", ") };
	const listed = parseImageLists(lists).map((image) => ({ command: imageCommand(image), secrets: {}, place }));
	const written = texts
		.filter((text) => !isList(text))
		.flatMap(({ text, file }) => readBuilds(text, file))
		.map(({ place, secrets, ...command }) => ({ command, secrets, place }));
	return collect([...listed, ...written], cwd, sourceOf);
}

type SourceOf = (folder: string) => FetchedSource | undefined;

function isList({ text }: ImportText): boolean {
	const first = text.split("\n").find((line) => !/^\s*(#|$)/.test(line)) ?? "";
	return /^\s*(?:-(?:\s|$)|---|\[)/.test(first);
}

interface Build {
	readonly command: DibCommand;
	readonly secrets: Readonly<Record<string, Reference>>;
	readonly place: Place;
}

function collect(builds: readonly Build[], cwd: string, sourceOf: SourceOf): Imported {
	const ramdisks = builds.filter(({ command }) => command.program === "ramdisk-image-create");
	const profiles = builds
		.filter((build) => !ramdisks.includes(build))
		.map((build) => importBuild(build, cwd, sourceOf));
	if (profiles.length === 0) {
		throw new UserError({
			code: "nothing-to-import",
			message: ramdisks.length > 0 ? "Only ramdisks are built here" : "No image is built here",
			...(builds[0] ? { place: builds[0].place } : {}),
			next: ["Give a disk-image-create command line, or DIB's YAML list of images."],
		});
	}
	const count = ramdisks.length === 1 ? "One ramdisk was" : `${ramdisks.length} ramdisks were`;
	return { profiles, notes: ramdisks.length > 0 ? [`${count} left out: profiles describe disk images`] : [] };
}

function importBuild({ command, secrets, place }: Build, cwd: string, sourceOf: SourceOf): ImportedProfile {
	const { ELEMENTS_PATH = "", ...environment } = command.environment;
	const folders = ELEMENTS_PATH.split(":").filter(Boolean);
	const found = folders.flatMap((folder) => sourceOf(folder) ?? []);
	const sources = found.filter(({ name }, index) => found.findIndex((other) => other.name === name) === index);
	const elementsPath = folders.filter((folder) => !sourceOf(folder)).join(":");
	const unknown = Object.keys(secrets).find((name) => OPTION_VARIABLES.includes(name));
	if (unknown) {
		throw new UserError({
			code: "value-unknown",
			message: `The value of ${unknown} is not known here`,
			place,
			next: [`Write it out: ${unknown}=VALUE`],
		});
	}
	const request = at(place, () => parseDibArguments("disk-image-create", command.args, environment, cwd));
	if (request.kind !== "build") {
		throw new UserError({
			code: "bad-command",
			message: request.kind === "error" ? `disk-image-create: ${request.errors[0]}` : "This command builds nothing",
			place,
			next: ["Correct the command line: disk-image-create --help"],
		});
	}
	const absolute = (path: string) => (path.startsWith("~/") ? path : resolve(cwd, path));
	const { profile, notes } = profileFromOptions(request.options, { ...environment, ...secrets }, absolute);
	const name = profileName(request.options.imageName);
	return {
		profile: { ...checkProfile({ ...profile, ...(sources.length > 0 ? { sources } : {}), name }, place), name },
		notes: [
			...notes,
			...(elementsPath
				? [`The elements path is not part of a profile: build with --elements-path ${elementsPath}`]
				: []),
			...(request.logFile ? [`The log file is not part of a profile: build with --logfile ${request.logFile}`] : []),
			...(request.cleared ? ["'-c' is not part of a profile: start the build with env -i"] : []),
		],
	};
}

/** A name for the profile of this image. */
function profileName(imageName: string): string {
	const name = basename(imageName)
		.replace(/\.(?:qcow2|raw|ya?ml)$/, "")
		.replace(/[^\w.+-]+/g, "-")
		.replace(/^[.-]+/, "")
		.slice(0, 64);
	return name || "image";
}

/** Errors about values get the place of the command. */
function at<T>(place: Place, read: () => T): T {
	try {
		return read();
	} catch (error) {
		if (!(error instanceof UserError) || error.place) throw error;
		const { code, message, next } = error;
		throw new UserError({ code, message, next, place });
	}
}
