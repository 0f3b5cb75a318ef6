import { Command } from "commander";
import { shortVersion, sourceLabel } from "../../../core/element/source.js";
import { EXIT } from "../../../core/errors.js";
import { loadProfile } from "../../../profiles/load-profile.js";
import { profileFolders } from "../../../profiles/profile-files.js";
import { addSource } from "../../../sources/change-sources.js";
import { sourceFolders } from "../../../sources/store.js";
import { collect } from "../../build/build-flags.js";
import { absoluteSources } from "../../build/build-request.js";
import { provideSources } from "../../build/provide-sources.js";
import type { CliContext } from "../../entry/context.js";
import { type Answer, answerText, printAnswer } from "../profiles/answer.js";
import { countElements, listCollections, sourceProblemLines } from "./list.js";
import { removeCollection } from "./remove.js";
import { type UpdateFlags, updateCollections } from "./update.js";

interface Printing {
	readonly json?: true;
}

/** `diskwright elements …`: collections of elements by others. */
export function elementsCommand(context: CliContext, exit: (code: number) => void): Command {
	const print = (answer: Answer, flags: Printing) => printAnswer(answer, flags, context);
	const command = new Command("elements")
		.description("collections of elements by others")
		.addHelpText("after", EXAMPLES);
	const add = (name: string, description: string) =>
		command.command(name).description(description).option("--json", "print JSON");

	add("list", "all collections: added ones, and DIB's own where it is installed").action(async (flags: Printing) =>
		print(await listCollections(context), flags),
	);
	add("add", "fetch a collection and keep it at the commit it is at now")
		.argument("<address|path>", "a git repository, or a folder of elements")
		.option("--name <name>", "what to call it; the last part of the address by default")
		.option("--ref <ref>", "branch, tag or whole commit; the default branch when absent")
		.option("--folder <path>", "where in it the elements are; found by default")
		.action(async (from: string, flags: AddFlags & Printing) =>
			print(await addCollection(from, flags, context), flags),
		);
	add("update", "move collections to their newest commit")
		.argument("[name...]", "all by default")
		.option("--ref <ref>", "follow another branch, tag or commit from now on")
		.option("--pin <profile>", "let this saved profile use the new commit; may be repeated", collect)
		.action(async (names: string[], flags: UpdateFlags & Printing) => {
			const { exitCode, ...answer } = await updateCollections(names, flags, context);
			print(answer, flags);
			if (exitCode !== EXIT.ok) exit(exitCode);
		});
	add("remove", "forget a collection and what was fetched of it")
		.argument("<name>", "name of an added collection")
		.option("-y, --yes", "do not ask")
		.action(async (name: string, flags: { yes?: true } & Printing) =>
			print(await removeCollection(name, flags, context), flags),
		);
	add("fetch", "get the collections that a profile needs")
		.argument("<profile>", "name or path")
		.action(async (profile: string, flags: Printing) => print(await fetchForProfile(profile, context), flags));
	return command;
}

const EXAMPLES = `
Examples:
  diskwright elements add https://opendev.org/openstack/tripleo-image-elements
  diskwright elements add https://opendev.org/openstack/octavia --folder elements --ref stable/2026.1
  diskwright elements add ~/src/diskimage-builder --name dib-master
  diskwright elements list
  diskwright elements update tripleo-image-elements
  diskwright elements update tripleo-image-elements --pin web
  diskwright build vm debian-minimal os-apply-config --source tripleo-image-elements`;

interface AddFlags {
	readonly name?: string;
	readonly ref?: string;
	readonly folder?: string;
}

/** Fetches a collection and keeps it under a name. */
async function addCollection(from: string, flags: AddFlags, { env, cwd }: CliContext): Promise<Answer> {
	const { source, notes } = await addSource({ from, cwd, ...flags }, sourceFolders(env), new Date());
	const { name, commit, folders, elements, problems } = source;
	const where = folders.join(", ") === "." ? "" : ` in ${folders.join(", ")}`;
	const lines = [
		`${name}  ${shortVersion(commit)}  ${countElements(elements)}${where}`,
		...sourceProblemLines(problems),
		`Use them: diskwright build … --source ${name}`,
	];
	return { json: source, text: answerText(lines), notes };
}

/** Gets the collections that a profile needs, each at its commit; what is here already is not asked for. */
async function fetchForProfile(nameOrPath: string, context: CliContext): Promise<Answer> {
	const { env, packageRoot, cwd, stderr } = context;
	const { profile, file } = loadProfile(nameOrPath, profileFolders(env, packageRoot, cwd));
	const sources = await provideSources(absoluteSources(profile, file, env), env, { fetch: "yes", stderr });
	const lines = sources.map((source) => `${sourceLabel(source)}  ${source.folders.join(", ")}`);
	return { json: sources, text: answerText(lines.length > 0 ? lines : [`${profile.name} needs no collections`]) };
}
