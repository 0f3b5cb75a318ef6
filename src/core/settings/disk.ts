import * as z from "zod";
import { UserError } from "../errors.js";
import { parseSize } from "../planning/quantities.js";
import { checked, name, text } from "./schemas.js";
import { setting, type VariableValue } from "./setting.js";

const LAYOUTS = ["mbr", "gpt", "efi", "none"] as const;
const layout = z.union([z.enum(LAYOUTS), z.strictObject({ config: text }), z.strictObject({ file: text })]);
const GIB = 2 ** 30;
const inMebibytes = (size: string) => Math.ceil(parseSize(size) / 2 ** 20);
const AS_USUAL = { journalSize: 64, fsType: "ext4" };

/** The disk of the image. */
export const DISK = {
	layout: setting(layout, {
		meaning: "`mbr`, `gpt`, `efi`, `none`, `{config: TEXT}` or `{file: PATH}` with a block device configuration",
		flags: [
			{
				group: "disk",
				words: "--layout <kind>",
				meaning: "mbr, gpt, efi, none, or a file with a block device configuration",
				completes: "layout",
				read: (kind: string, { absolute }) => layoutFlag(kind, absolute),
				write: (value, { filePath, extendsBase }) => {
					if (typeof value === "string") return ["--layout", value];
					if ("file" in value) return ["--layout", filePath(value.file)];
					// A configuration as text has no flag of its own; it only takes the layout of the base away.
					return extendsBase ? ["--layout", "none"] : [];
				},
			},
		],
		elements: (value) => (typeof value === "string" && value !== "none" ? [`block-device-${value}`] : []),
		variables: (value): Readonly<Record<string, VariableValue>> => {
			if (typeof value === "string") return {};
			return {
				DIB_BLOCK_DEVICE_CONFIG: "config" in value ? { text: value.config } : { file: value.file, prefix: "file://" },
			};
		},
		overVariables: true,
		unsaid: (value) => (typeof value === "object" && "config" in value ? "by-variables" : undefined),
		paths: (value, change) => (typeof value === "object" && "file" in value ? { file: change(value.file) } : value),
		fromDib: (parts) => parts.layout as z.infer<typeof layout> | undefined,
	}),
	size: setting(checked(parseSize), {
		meaning: "Size of the disk; fitted to its content when absent",
		parse: parseSize,
		flags: [
			{
				group: "disk",
				words: "--size <size>",
				meaning: "size of the disk, like 4GiB; fitted to the content by default",
				completes: "text",
			},
		],
		optionVariables: ["DIB_IMAGE_SIZE"],
		settings: (size) => ({ imageSize: parseSize(size) / GIB }),
		form: { step: "disk", label: "Size", note: "of the whole disk", usual: "by its content" },
		toDib: (size) => {
			const gib = parseSize(size) / GIB;
			// An environment with another size would be read first.
			return Number.isInteger(gib)
				? { image: { "image-size": gib }, environment: { DIB_IMAGE_SIZE: undefined } }
				: { environment: { DIB_IMAGE_SIZE: String(gib) } };
		},
		fromDib: ({ options: { settings } }) => (settings.imageSize === undefined ? undefined : `${settings.imageSize}GiB`),
	}),
	"file-system": setting(name, {
		meaning: "Type of the root file system (`ext4`); layouts that name a type of their own keep it",
		flags: [
			{
				group: "disk",
				words: "--file-system <type>",
				meaning: "type of the root file system",
				completes: "text",
			},
		],
		optionVariables: ["FS_TYPE"],
		settings: (fsType) => ({ fsType }),
		form: {
			step: "disk",
			label: "File system",
			note: "of the root",
			usual: (_, plan) => plan?.settings.fsType ?? AS_USUAL.fsType,
			choices: ["ext4", "xfs"],
		},
		toDib: (type) => ({ environment: { FS_TYPE: type } }),
		fromDib: ({ options: { settings } }) => (settings.fsType === AS_USUAL.fsType ? undefined : settings.fsType),
	}),
	"root-label": setting(text.max(16, "may have 16 characters at most"), {
		meaning: "Label of the root file system",
		flags: [
			{
				group: "disk",
				words: "--root-label <label>",
				meaning: "label of the root file system",
				completes: "text",
			},
		],
		optionVariables: ["ROOT_LABEL"],
		settings: (rootLabel) => ({ rootLabel }),
		toDib: (label) => ({ image: { "root-label": label } }),
		fromDib: ({ options: { settings } }) => settings.rootLabel || undefined,
	}),
	"mkfs-options": setting(z.string(), {
		meaning: "Options for mkfs of the root file system",
		flags: [
			{
				group: "disk",
				words: "--mkfs-options <string>",
				meaning: "options for mkfs of the root file system",
				completes: "text",
				// They begin with a dash.
				write: (options) => [`--mkfs-options=${options}`],
			},
		],
		optionVariables: ["MKFS_OPTS"],
		settings: (mkfsOptions) => ({ mkfsOptions }),
		toDib: (options) => ({ image: { "mkfs-options": options } }),
		fromDib: ({ options: { settings } }) => settings.mkfsOptions || undefined,
	}),
	"journal-size": setting(checked(parseSize), {
		meaning: "Journal of an ext4 root file system (`64MiB`)",
		parse: parseSize,
		flags: [
			{
				group: "disk",
				words: "--journal-size <size>",
				meaning: "journal of an ext4 root file system, like 16MiB",
				completes: "text",
			},
		],
		optionVariables: ["DIB_JOURNAL_SIZE"],
		settings: (size) => ({ journalSize: inMebibytes(size) }),
		toDib: (size) => ({ environment: { DIB_JOURNAL_SIZE: String(inMebibytes(size)) } }),
		fromDib: ({ options: { settings } }) =>
			settings.journalSize === AS_USUAL.journalSize ? undefined : `${settings.journalSize}MiB`,
	}),
};

function layoutFlag(kind: string, absolute: (path: string) => string): z.infer<typeof layout> {
	const known = LAYOUTS.find((one) => one === kind);
	if (known) return known;
	if (/[./]/.test(kind)) return { file: absolute(kind) };
	throw new UserError({
		code: "unknown-layout",
		message: `--layout is '${kind}'`,
		next: [`Use one of ${LAYOUTS.join(", ")}, or the path of a block device configuration.`],
	});
}
