import { quoteWord, quoteWords } from "../text/quote-shell.js";
import type { ImageDefinition } from "./image-list.js";

/** A command of DIB's with what its environment gets in addition. */
export interface DibCommand {
	readonly program: "disk-image-create" | "ramdisk-image-create";
	readonly args: readonly string[];
	readonly environment: Readonly<Record<string, string>>;
}

/** The command that builds one image of a list (contract §2.4); false, empty text and empty lists say nothing. */
export function imageCommand(image: ImageDefinition): DibCommand {
	const value = (option: string, given: string | number | undefined) => (given ? [option, String(given)] : []);
	const flag = (option: string, given: boolean | undefined) => (given ? [option] : []);
	const qemu = Object.entries(image["qemu-img-options"] ?? {}).map(([name, text]) => `${name}=${text}`);
	return {
		program: image.ramdisk ? "ramdisk-image-create" : "disk-image-create",
		args: [
			...value("-o", image.imagename),
			...value("-a", image.arch),
			...value("-t", image.types?.join(",")),
			...Array<string>(image["debug-trace"] ?? 0).fill("-x"),
			...flag("-u", image.uncompressed),
			...flag("-c", image.clear),
			...value("--logfile", image.logfile),
			...flag("--checksum", image.checksum),
			...value("--image-size", image["image-size"]),
			...value("--image-extra-size", image["image-extra-size"]),
			...value("--image-cache", image["image-cache"]),
			...value("--max-online-resize", image["max-online-resize"]),
			...value("--min-tmpfs", image["min-tmpfs"]),
			...value("--mkfs-journal-size", image["mkfs-journal-size"]),
			...value("--mkfs-options", image["mkfs-options"]),
			...flag("--no-tmpfs", image["no-tmpfs"]),
			...flag("--offline", image.offline),
			...value("--qemu-img-options", qemu.join(",")),
			...value("--root-label", image["root-label"]),
			...value("--ramdisk-element", image["ramdisk-element"]),
			...value("--install-type", image["install-type"]),
			...value("--docker-target", image["docker-target"]),
			...value("-p", image.packages?.join(",")),
			...flag("-n", image["skip-base"]),
			...(image.elements ?? []),
		],
		environment: image.environment ?? {},
	};
}

/** The command as a line for a shell; `more` are assignments that are quoted already. */
export function commandLine({ program, args, environment }: DibCommand, more: readonly string[] = []): string {
	const assignments = Object.entries(environment).map(([name, value]) => `${name}=${quoteWord(value)}`);
	return [...assignments, ...more, quoteWords([program, ...args])].join(" ");
}
