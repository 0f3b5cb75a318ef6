import * as z from "zod";
import { isListedType } from "../dib/options.js";
import { UserError } from "../errors.js";
import { FORMATS, OUTPUT_FORMATS, type OutputFormat, parseFormats, ZSTD_OPTION } from "../output/output-formats.js";
import { type BuildOptions, COMPRESSIONS, checksums, keptOlder, parseCompression } from "../planning/build-options.js";
import { text } from "./schemas.js";
import { setting } from "./setting.js";

const FORMAT_NAMES = Object.keys(FORMATS) as OutputFormat[];
const outputs = z
	.array(z.strictObject({ format: z.enum(FORMAT_NAMES), compression: z.enum(COMPRESSIONS).optional() }))
	.min(1, "must name at least one output");
type Outputs = z.infer<typeof outputs>;

/** Of qcow2, as far as the outputs say. */
export const compressionOf = (value: Outputs | undefined) =>
	value?.find(({ format }) => format === "qcow2")?.compression;

/** What is made of the image. */
export const OUTPUTS = {
	outputs: setting(outputs, {
		meaning:
			"List of `{format: …, compression: zstd, zlib or none}`; [outputs.md](outputs.md) lists the formats; compression is for qcow2",
		flags: [
			{
				group: "disk",
				words: "-t, --format <names>",
				meaning: `${OUTPUT_FORMATS.join(", ")}; may be repeated or separated by commas`,
				completes: "formats",
				repeated: "words",
				read: (names: readonly string[], _, before) =>
					withCompression(parseFormats(names.join(","), "--format"), compressionOf(before)),
				write: (value) => ["--format", [...new Set(value.map(({ format }) => format))].join(",")],
			},
			{
				group: "disk",
				words: "--qcow2-compression <kind>",
				meaning: "compression of qcow2",
				completes: "choice",
				choices: COMPRESSIONS,
				read: (kind: string, _, before: Outputs = [{ format: "qcow2" }]) =>
					withCompression(
						before.map(({ format }) => format),
						parseCompression(kind),
					),
				// Outputs of a draft replace those of its base with their compression.
				write: (value, { extendsBase }) => {
					const qcow2 = value.find(({ format }) => format === "qcow2");
					const compression = qcow2 && (qcow2.compression ?? (extendsBase ? "zstd" : undefined));
					return compression ? ["--qcow2-compression", compression] : [];
				},
			},
		],
		optionVariables: ["QEMU_IMG_OPTIONS"],
		options: (value) => ({ formats: [...new Set(value.map(({ format }) => format))] }),
		settings: (value) => {
			const compression = compressionOf(value);
			return compression ? { compression } : {};
		},
		toDib: (value) => {
			const formats = [...new Set(value.map(({ format }) => format))];
			const types = formats.filter(isListedType);
			return {
				image: {
					...(types.length > 0 ? { types } : {}),
					...(compressionOf(value) === "none" ? { uncompressed: true } : {}),
				},
				leftOut: formats
					.filter((format) => !isListedType(format))
					.map((format) => `'outputs': DIB's list of images knows no ${format}`),
			};
		},
		fromDib: ({ options: { formats, settings } }) => {
			const zstd = settings.compression !== "none" && settings.qemuImgOptions?.split(",").includes(ZSTD_OPTION);
			return withCompression(formats, zstd ? "zstd" : settings.compression);
		},
	}),
	"image-name": setting(text, {
		meaning: "Base name of the image files; the profile's name when absent",
		flags: [
			{
				group: "disk",
				words: "-o, --output <name>",
				meaning: "image file without suffix; the profile's name by default",
				completes: "file",
				write: (file) => ["-o", file],
			},
		],
		optionVariables: ["IMAGE_NAME"],
		options: (imageName) => ({ imageName }),
		form: {
			step: "disk",
			label: "Image name",
			note: "without the suffix",
			usual: ({ name }, plan) => plan?.imageName ?? name ?? "image",
		},
		toDib: (file) => ({ image: { imagename: file } }),
		fromDib: ({ options }) => options.imageName,
	}),
	"keep-older": setting(z.union([z.int().min(0).max(1_000_000), z.literal("all")]), {
		meaning: "How many [older images](outputs.md) stay under dated names: a number, or `all`; 10 when absent",
		parse: (kept) => keptOlder(kept, "it"),
		flags: [
			{
				group: "disk",
				words: "--keep-older <number>",
				meaning: "how many older images stay under dated names: 10 by default, or all",
				completes: "text",
				read: (kept: string) => (kept === "all" ? kept : Number(kept)),
			},
		],
		settings: (kept) => ({ keepOlder: keptOlder(String(kept), "keep-older") }),
		usual: {
			variable: "DISKWRIGHT_KEEP_OLDER",
			// DIB's programs remove no older image.
			settings: (text, program) =>
				text
					? { keepOlder: keptOlder(text, "DISKWRIGHT_KEEP_OLDER") }
					: program === "diskwright"
						? { keepOlder: 10 }
						: {},
		},
		toDib: (kept) => (kept === "all" ? {} : { leftOut: ["'keep-older': DIB removes no older image"] }),
	}),
	checksum: setting(z.union([z.boolean(), z.enum(["md5", "sha256"])]), {
		meaning: "`true` (both), `md5` or `sha256`",
		flags: [
			{
				group: "disk",
				words: "--checksum [kind]",
				meaning: "write checksum files: md5, sha256, or both",
				completes: "checksum",
				read: (kind: true | string) => {
					const [one, other] = checksumFlag(kind);
					return other ? true : (one as "md5" | "sha256");
				},
				write: (kind) => (kind === true ? ["--checksum"] : kind ? [`--checksum=${kind}`] : []),
			},
		],
		optionVariables: ["DIB_CHECKSUM"],
		settings: (kind) => ({ checksums: kind === false ? [] : checksums(kind === true ? "1" : kind) }),
		form: {
			step: "disk",
			label: "Checksums",
			note: "beside each image",
			usual: "no",
			choices: ["no", "sha256", "md5", "both"],
			write: (kind) => (kind === true ? "both" : kind || "no"),
			read: (text) => (text === "no" ? undefined : text === "both" ? true : (text as "md5" | "sha256")),
		},
		toDib: (kind) => (kind === true ? { image: { checksum: true } } : { environment: { DIB_CHECKSUM: kind || "0" } }),
		fromDib: ({ options: { settings } }) => (settings.checksums.length > 1 ? true : settings.checksums[0]),
	}),
};

const withCompression = (
	formats: readonly OutputFormat[],
	compression: BuildOptions["settings"]["compression"] | undefined,
): Outputs => formats.map((format) => (format === "qcow2" && compression ? { format, compression } : { format }));

/** Which files `--checksum` asks for. */
function checksumFlag(value: true | string): BuildOptions["settings"]["checksums"] {
	const kinds = checksums(value === true ? "1" : value);
	if (kinds.length > 0) return kinds;
	throw new UserError({
		code: "unknown-checksum",
		message: `--checksum is '${value}'`,
		next: ["Use md5, sha256, or no value for both."],
	});
}
