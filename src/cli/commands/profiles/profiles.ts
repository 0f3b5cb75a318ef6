import { Command, Option } from "commander";
import stringWidth from "string-width";
import { formatPlace } from "../../../core/errors.js";
import { parseProfile } from "../../../core/profile/parse.js";
import { showProfile } from "../../../core/profile/show.js";
import type { StoredProfile } from "../../../core/profile/stored.js";
import { quoteWords } from "../../../core/text/quote-shell.js";
import { cleanLine } from "../../../core/text/terminal-text.js";
import { deleteProfile, duplicateProfile, renameProfile } from "../../../profiles/change-profiles.js";
import { findProfile, loadProfile, notFound, readProfileText } from "../../../profiles/load-profile.js";
import { type ProfileFolders, profileFolders, profileNameOf } from "../../../profiles/profile-files.js";
import { readProfileList } from "../../../profiles/profile-list.js";
import { addBuildFlags } from "../../build/build-flags.js";
import type { CliContext } from "../../entry/context.js";
import { type Answer, printAnswer } from "./answer.js";
import { exportProfiles, type ImportFlags, importProfiles } from "./exchange.js";
import { type SaveFlags, saveBuild } from "./save.js";

interface Printing {
	readonly json?: true;
}

/** `diskwright profiles …`: saved and shipped profiles. */
export function profilesCommand(context: CliContext): Command {
	const folders = () => profileFolders(context.env, context.packageRoot, context.cwd);
	const print = (answer: Answer, flags: Printing) => printAnswer(answer, flags, context);
	const command = new Command("profiles").description("saved and shipped profiles").addHelpText("after", EXAMPLES);
	const add = (name: string, description: string) =>
		command.command(name).description(description).option("--json", "print JSON");

	add("list", "all profiles, also those that cannot be used").action((flags: Printing) => {
		const profiles = readProfileList(folders());
		print({ json: profiles.map(profileRow), text: profileTable(profiles) }, flags);
	});
	add("show", "a profile with everything it extends, and where that is from")
		.argument("<profile>", "name or path")
		.action((name: string, flags: Printing) => print(showMerged(name, folders()), flags));
	addBuildFlags(
		add("save", "save what build would build")
			.argument("<name>", "name of the new profile")
			.argument("<profile|element...>", "as for build; the new profile extends the one named here")
			.option("--title <text>", "what lists say about it")
			.option("--overwrite", "replace a saved profile of this name"),
	).action(async (name: string, targets: string[], flags: SaveFlags & Printing) =>
		print(await saveBuild(name, targets, flags, folders(), context), flags),
	);
	add("rename", "give a saved profile another name")
		.argument("<profile>", "name of a saved profile")
		.argument("<name>", "its new name")
		.action((name: string, newName: string, flags: Printing) => print(rename(name, newName, folders()), flags));
	add("duplicate", "copy any profile to a saved one")
		.argument("<profile>", "name or path")
		.argument("<name>", "name of the copy")
		.action((name: string, newName: string, flags: Printing) => {
			const copy = duplicateProfile(name, newName, folders());
			print({ json: copy, text: `${copy.file}\n` }, flags);
		});
	add("delete", "take a saved profile out of the list")
		.argument("<profile>", "name of a saved profile")
		.option("--force", "also when others extend it")
		.action((name: string, flags: Printing & { force?: true }) => print(remove(name, flags, folders()), flags));
	add("export", "print profiles as commands or as a list of diskimage-builder")
		.argument("<profile...>", "names or paths")
		.addOption(
			new Option("--as <form>", "command lines, or one YAML list").choices(["command", "list"]).default("command"),
		)
		.action((names: string[], flags: Printing & { as: "command" | "list" }) =>
			print(exportProfiles(names, flags.as, folders(), context), flags),
		);
	add("import", "save what commands and lists of diskimage-builder describe")
		.argument("[file...]", "YAML lists or shell scripts; - is standard input")
		.option("--command <line>", "a disk-image-create command line")
		.option("--name <name>", "name to save it under; the image's by default")
		.option("--overwrite", "replace saved profiles of the same names")
		.action((files: string[], flags: ImportFlags & Printing) =>
			print(importProfiles(files, flags, folders(), context), flags),
		);
	add("path", "the file of a profile, or the folder of saved ones")
		.argument("[profile]", "name")
		.action((name: string | undefined, flags: Printing) => {
			const path = name === undefined ? folders().saved : findProfile(name, folders());
			if (path === undefined) throw notFound(name ?? "", folders());
			print({ json: { path }, text: `${path}\n` }, flags);
		});
	return command;
}

function rename(name: string, newName: string, folders: ProfileFolders): Answer {
	const renamed = renameProfile(name, newName, folders);
	const notes = renamed.variants.map((variant) => `'${variant}' extends it by its new name now`);
	return { json: renamed, text: `${renamed.file}\n`, notes };
}

function remove(name: string, flags: { readonly force?: true }, folders: ProfileFolders): Answer {
	const moved = deleteProfile(name, folders, flags);
	const notes = [`To get it back: ${quoteWords(["mv", moved.movedTo, moved.file])}`];
	return { json: moved, text: `${moved.movedTo}\n`, notes };
}

const EXAMPLES = `
Examples:
  diskwright profiles list
  diskwright profiles save web debian-vm nginx --release trixie --size 8GiB --title "Our web server"
  diskwright profiles show web
  diskwright profiles duplicate debian-vm mine
  diskwright profiles export web
  diskwright profiles export web mine --as list > images.yaml
  diskwright profiles import images.yaml
  diskwright profiles import --command "DIB_RELEASE=trixie disk-image-create -o web vm debian-minimal"`;

/** A profile with everything it extends; its files stand above, and beside a value the profile below that it is from. */
function showMerged(name: string, folders: ProfileFolders): Answer {
	const { profile, files, fingerprint } = loadProfile(name, folders);
	const layers = files.map((file) => ({
		name: cleanLine(profileNameOf(file)),
		profile: parseProfile(readProfileText(file), file).profile,
	}));
	const head = files.map((file, index) => `# ${index === 0 ? "" : "extends "}${cleanLine(file)}\n`);
	return { json: { files, fingerprint, profile }, text: `${head.join("")}${showProfile(profile, layers)}` };
}

/** The table of `diskwright profiles list`. */
function profileTable(profiles: readonly StoredProfile[]): string {
	const rows = profiles.map((profile) => [cleanLine(profile.name), profile.kind, description(profile)]);
	const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => stringWidth(row[column] ?? ""))));
	return rows
		.map((row) => row.map((cell, column) => cell + " ".repeat(Math.max(0, (widths[column] ?? 0) - stringWidth(cell)))))
		.map((cells) => `${cells.join("  ").trimEnd()}\n`)
		.join("");
}

function description({ title = "", problem, extends: base, hidesShipped }: StoredProfile): string {
	if (problem) {
		const place = problem.place ? ` (${formatPlace(problem.place)})` : "";
		return cleanLine(`cannot be used: ${problem.message}${place}`);
	}
	const remarks = [...(base ? [`extends ${base}`] : []), ...(hidesShipped ? ["hides the shipped one"] : [])];
	return cleanLine([title, ...(remarks.length > 0 ? [`(${remarks.join(", ")})`] : [])].filter(Boolean).join(" "));
}

/** What a list holds for machines. */
function profileRow({ loaded, modified, ...row }: StoredProfile) {
	const { release, architecture } = loaded?.profile ?? {};
	return {
		...row,
		...(release ? { release } : {}),
		...(architecture ? { architecture } : {}),
		...(modified ? { modified: modified.toISOString() } : {}),
	};
}
