import { isAbsolute, join } from "node:path";
import type { Element } from "../element/element.js";
import type { DiskConfigSource } from "./disk-config.js";

/** No partition table: one file system on the whole image (contract §9.1, step 4). */
export const FALLBACK_CONFIG = `- local_loop:
    name: image0
    mkfs:
      name: mkfs_root
      mount:
        mount_point: /
        fstab:
          options: defaults
          fsck-passno: 1
`;

export interface ConfigChoice {
	/** DIB_BLOCK_DEVICE_CONFIG: YAML text or `file://path`. */
	readonly given?: string | undefined;
	/** In the order in which they are searched. */
	readonly elements: readonly Pick<Element, "name" | "path" | "files">[];
	readonly architecture: string;
	/** Base of a relative `file://` path. */
	readonly directory: string;
}

/** Which configuration counts; only one ever does (contract §9.1). A file still has to be read by the caller. */
export function chooseDiskConfig(
	choice: ConfigChoice,
):
	| { readonly source: DiskConfigSource; readonly text: string }
	| { readonly source: DiskConfigSource; readonly file: string } {
	const { given, elements, architecture, directory } = choice;
	if (given?.startsWith("file://")) {
		const path = given.slice("file://".length);
		const file = isAbsolute(path) ? path : join(directory, path);
		return { source: { kind: "file", file }, file };
	}
	if (given) return { source: { kind: "environment" }, text: given };
	const own = "ppc64le ppc64el".includes(architecture)
		? "block-device-ppc64el.yaml"
		: `block-device-${architecture}.yaml`;
	for (const element of elements) {
		for (const name of [own, "block-device-default.yaml"]) {
			if (!Object.hasOwn(element.files, name)) continue;
			const file = join(element.path, name);
			return { source: { kind: "element", element: element.name, file }, file };
		}
	}
	return { source: { kind: "fallback" }, text: FALLBACK_CONFIG };
}
