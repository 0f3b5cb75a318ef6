import { type Command, InvalidArgumentError, Option } from "commander";
import { COMPRESSIONS } from "../core/build-options.js";
import { OUTPUT_FORMATS } from "../core/output-formats.js";
import { ELEMENTS_PATH_FLAG } from "./own-elements.js";

/** The flags of `diskwright build` and `diskwright plan`, as commander delivers them. */
export interface BuildFlags {
	readonly output?: string;
	readonly arch?: string;
	readonly release?: string;
	readonly set?: readonly string[];
	readonly element?: readonly string[];
	readonly skipBase?: true;
	readonly package?: readonly string[];
	readonly elementsPath?: string;
	readonly source?: readonly string[];
	readonly mirror?: string;
	readonly securityMirror?: string;
	readonly proxy?: string;
	readonly aptSources?: string;
	readonly user?: string;
	readonly sshKey?: string;
	readonly size?: string;
	readonly layout?: string;
	readonly fileSystem?: string;
	readonly rootLabel?: string;
	readonly mkfsOptions?: string;
	readonly journalSize?: string;
	readonly format?: readonly string[];
	readonly qcow2Compression?: string;
	readonly dockerTarget?: string;
	readonly checksum?: true | string;
	readonly keepOlder?: string;
	readonly offline?: true;
	readonly imageCache?: string;
	/** False with --no-tmpfs. */
	readonly tmpfs: boolean;
	readonly onFailure?: string;
	readonly taskTimeout?: string;
	readonly bootTest?: true | string;
	readonly trace?: number;
}

/** Flags of how a build is shown and started. */
export interface RunFlags {
	readonly progress: "auto" | "tui" | "plain" | "ndjson" | "quiet";
	readonly logfile?: string;
	readonly detach?: true;
	readonly yes?: true;
}

/** Adds everything that describes a build; `plan` and `build` share it. */
export function addBuildFlags(command: Command): Command {
	return command
		.optionsGroup("What is built:")
		.option("-o, --output <name>", "image file without suffix; the profile's name by default")
		.option("-a, --arch <architecture>", "architecture of the image; this host's own by default")
		.option("--release <name>", "release of the operating system: bookworm, trixie, …")
		.option("--element <name>", "add an element; may be repeated", collect)
		.option("-n, --skip-base", "leave out the element base")
		.option("-p, --package <names>", "install packages in addition, separated by commas", collectWords)
		.option("--set <NAME=VALUE>", "set a variable of an element; may be repeated", collectAssignment)
		.option(...ELEMENTS_PATH_FLAG)
		.option(
			"--source <name[@commit]>",
			"elements of others, by the name in 'diskwright elements list'; may be repeated",
			collect,
		)
		.optionsGroup("Who can log in:")
		.option("--user <name>", "make this user, who may use sudo")
		.option("--ssh-key <file or text>", "public key of the user; your own in ~/.ssh by default")
		.optionsGroup("Where packages come from:")
		.option("--mirror <url>", "mirror of the distribution; the host's own by default")
		.option("--security-mirror <url>", "mirror of security updates")
		.option("--proxy <url>", "proxy for http and https")
		.option("--apt-sources <file>", "sources.list to build with")
		.option("--offline", "use what is cached, do not ask the network")
		.option("--image-cache <folder>", "folder for downloads")
		.optionsGroup("The disk and the outputs:")
		.option("--size <size>", "size of the disk, like 4GiB; fitted to the content by default")
		.option("--layout <kind>", "mbr, gpt, efi, none, or a file with a block device configuration")
		.option("--file-system <type>", "type of the root file system")
		.option("--root-label <label>", "label of the root file system")
		.option("--mkfs-options <string>", "options for mkfs of the root file system")
		.option("--journal-size <size>", "journal of an ext4 root file system, like 16MiB")
		.option(
			"-t, --format <names>",
			`${OUTPUT_FORMATS.join(", ")}; may be repeated or separated by commas`,
			collectWords,
		)
		.addOption(new Option("--qcow2-compression <kind>", "compression of qcow2").choices([...COMPRESSIONS]))
		.option("--docker-target <name>", "repository and tag of a docker archive, as in me/image:1.0")
		.option("--checksum [kind]", "write checksum files: md5, sha256, or both")
		.option("--keep-older <number>", "how many older images stay under dated names: 10 by default, or all")
		.optionsGroup("How it is built:")
		.option("--no-tmpfs", "do not build in memory")
		.option("--on-failure <answer>", "stop, hold or hold=2h: keep a failed build for a look and a retry")
		.option("--task-timeout <time>", "stop a hook that takes longer, like 30m")
		.option("--boot-test [text]", "boot the image and wait for this text; 'login: ' by default")
		.option("-x, --trace", "trace hooks; -xx traces more", (_value: string, count?: number) => (count ?? 0) + 1);
}

/** Adds the flags of `build` alone. */
export function addRunFlags(command: Command): Command {
	return command
		.optionsGroup("How it is shown:")
		.addOption(
			new Option("--progress <kind>", "how it is shown; auto: screens in a terminal, else plain")
				.choices(["auto", "tui", "plain", "ndjson", "quiet"])
				.default("auto"),
		)
		.option("--logfile <file>", "append the log to this file as well")
		.option("--detach", "start the build, print its id and leave it to itself")
		.option("-y, --yes", "ask nothing, and install missing host tools");
}

/** Values of an option that may be repeated. */
export const collect = (value: string, before: readonly string[] = []) => [...before, value];
const collectWords = (value: string, before: readonly string[] = []) => [
	...before,
	...value.split(/[,\s]+/).filter(Boolean),
];

function collectAssignment(value: string, before: readonly string[] = []): string[] {
	if (!/^[A-Za-z_]\w*=/.test(value)) {
		throw new InvalidArgumentError("Write it as NAME=VALUE; NAME has letters, digits and _ only.");
	}
	return [...before, value];
}
