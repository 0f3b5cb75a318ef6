import * as z from "zod";
import { UserError } from "../errors.js";
import { parsePyYaml } from "../text/yaml.js";
import { parseAbsoluteSize } from "./size.js";

const schema = z.object({
	config: z.string(),
	"image-dir": z.string(),
	"root-fs-type": z.string(),
	"root-label": z.string().nullish(),
	"mount-base": z.string(),
	"build-dir": z.string(),
	/** `<n>KiB`; known once the tree is measured. */
	"image-size": z.string().optional(),
	"root-fs-opts": z.string().optional(),
});

/** The parameters of the block device tool (contract §9.2), the image's size in bytes. */
export type BlockDeviceParams = Omit<z.infer<typeof schema>, "image-size"> & { readonly imageSize?: number };

/** Reads the text of params.yaml. Throws UserError `disk-params` for one that lacks a key. */
export function parseBlockDeviceParams(text: string, file: string): BlockDeviceParams {
	const result = schema.safeParse(parsePyYaml(text));
	if (!result.success) {
		const [issue] = result.error.issues;
		throw new UserError({
			code: "disk-params",
			message: `The parameters cannot be used: ${[issue?.path.join("."), issue?.message].filter(Boolean).join(": ")}`,
			place: { file },
			next: ["Give the file that a build writes: TMP_BUILD_DIR/block-device/params.yaml."],
		});
	}
	const { "image-size": size, ...params } = result.data;
	return { ...params, ...(size === undefined ? {} : { imageSize: parseAbsoluteSize(size) }) };
}
