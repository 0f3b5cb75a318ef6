import * as z from "zod";
import { COMPRESSIONS } from "./build-options.js";
import type { UserError } from "./errors.js";
import { FORMATS, type OutputFormat } from "./output-formats.js";
import { parseDuration, parseOnFailure, parseSize } from "./quantities.js";
import { type ProfileSource, sourceSchema } from "./source.js";

/** Version of the profile format that this program writes. */
export const PROFILE_VERSION = 1;

/** The shipped profile that is built when nobody says otherwise. */
export const DEFAULT_PROFILE = "debian-vm";

const text = z.string().min(1);
const name = z.string().regex(/^[\w.+-]+$/, "may hold letters, digits and . _ + - only");
const variableName = z.string().regex(/^[A-Za-z_]\w*$/, "is no name of a variable");

const complaint = ({ message, next }: UserError) => [message, ...next].join(". ").replace(/\.$/, "");

/** Accepts what `parse` accepts; its message becomes the issue's. */
const checked = (parse: (text: string) => unknown) =>
	text.superRefine((value, context) => {
		try {
			parse(value);
		} catch (error) {
			context.addIssue({ code: "custom", message: complaint(error as UserError) });
		}
	});

/** Where a secret comes from when the build starts: profiles hold no secrets (design §7). */
const reference = z.union([z.strictObject({ "from-env": variableName }), z.strictObject({ "from-file": text })]);

const disk = z.strictObject({
	/** A partitioning by name, or a block device configuration (contract §9). */
	layout: z
		.union([z.enum(["mbr", "gpt", "efi", "none"]), z.strictObject({ config: text }), z.strictObject({ file: text })])
		.optional(),
	/** Of the whole disk; sized by its content when absent. */
	size: checked(parseSize).optional(),
	"file-system": name.optional(),
	"root-label": text.max(16, "may have 16 characters at most").optional(),
	"mkfs-options": z.string().optional(),
	/** Of an ext4 root. */
	"journal-size": checked(parseSize).optional(),
});

function namedOnce(sources: readonly ProfileSource[], context: z.RefinementCtx): void {
	for (const [index, { name: twice }] of sources.entries()) {
		if (sources.findIndex(({ name: other }) => other === twice) === index) continue;
		const message = `There are two sources called '${twice}': give one of them another name`;
		context.addIssue({ code: "custom", message, path: [index, "name"] });
	}
}

const FORMAT_NAMES = Object.keys(FORMATS) as OutputFormat[];

/** Format version 1. Unknown keys are errors. Everything is optional, so that a variant states only what differs. */
export const profileSchema = z.strictObject({
	version: z.literal(PROFILE_VERSION),
	/** The file's name without suffix when absent. */
	name: name.optional(),
	title: text.optional(),
	/** Name or path of the profile this one is a variant of. */
	extends: text.optional(),
	distribution: name.optional(),
	release: text.optional(),
	architecture: name.optional(),
	elements: z.array(text).optional(),
	"skip-base": z.boolean().optional(),
	/** Collections of elements by others that the build needs, in the order of the elements path. */
	sources: z.array(sourceSchema).superRefine(namedOnce).optional(),
	/** Installed after the install phase, like `-p`. */
	packages: z.array(text).optional(),
	variables: z.record(variableName, z.union([z.string(), reference])).optional(),
	mirrors: z
		.strictObject({
			debian: text.optional(),
			"debian-security": text.optional(),
			proxy: text.optional(),
			/** File with the sources.list of the image. */
			"apt-sources": text.optional(),
		})
		.optional(),
	disk: disk.optional(),
	outputs: z
		.array(z.strictObject({ format: z.enum(FORMAT_NAMES), compression: z.enum(COMPRESSIONS).optional() }))
		.min(1, "must name at least one output")
		.optional(),
	/** Base name of the image files; the profile's name when absent. */
	"image-name": text.optional(),
	/** How many older images are kept under dated names. */
	"keep-older": z.union([z.int().min(0).max(1_000_000), z.literal("all")]).optional(),
	checksum: z.union([z.boolean(), z.enum(["md5", "sha256"])]).optional(),
	offline: z.boolean().optional(),
	/** Who can log in. */
	user: z
		.strictObject({
			name: name.optional(),
			/** Public key as text, or the file that holds it. */
			"ssh-key": text.optional(),
			"password-hash": reference.optional(),
			sudo: z.boolean().optional(),
		})
		.optional(),
	"boot-test": z
		.union([z.boolean(), z.strictObject({ until: text.optional(), timeout: checked(parseDuration).optional() })])
		.optional(),
	"on-failure": checked(parseOnFailure).optional(),
	"task-timeout": checked(parseDuration).optional(),
});

/** A saved, shareable description of a build (design §7). */
export type Profile = z.infer<typeof profileSchema>;
