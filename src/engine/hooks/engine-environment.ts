import { join } from "node:path";
import type { Element } from "../../core/element/element.js";
import { imageElement, imageElementYaml } from "../../core/element/element-info-output.js";
import { withoutLayerVariables } from "../../core/planning/layer-flags.js";
import type { BuildOrder } from "../../core/planning/plan.js";
import { singleQuoted } from "../../core/text/quote-shell.js";
import type { WorkDirectory } from "../work/work-directory.js";
import { enginePath } from "./environment.js";

/** The variables that the engine provides to every hook from the root phase on (contract §3.2). */
export function engineEnvironment(order: BuildOrder, work: WorkDirectory): Record<string, string> {
	const { plan, elements, packageRoot } = order;
	const { settings, disk } = plan;
	const library = join(packageRoot, "dist/hook-library");
	return {
		...withoutLayerVariables(order.environment),
		...exportedFunctions(elements),
		_LIB: library,
		DIB_PYTHON_EXEC: order.environment.DIB_PYTHON_EXEC ?? join(library, "dib-python-exec"),
		DISKWRIGHT_NODE: process.execPath,
		DISKWRIGHT_SECRETS: order.secrets.join(" "),
		PATH: enginePath(order.environment.PATH, join(library, "shims")),
		LC_ALL: "C",
		PS4: "+ $(_ps4):   ",
		DIB_DEBUG_TRACE: String(settings.debugTrace),
		ARCH: plan.architecture,
		IMAGE_NAME: plan.imageName,
		IMAGE_TYPE: order.environment.IMAGE_TYPE || "qcow2",
		FS_TYPE: settings.fsType,
		ELEMENTS_PATH: elementsPath(order),
		IMAGE_ELEMENT: imageElement(elements),
		IMAGE_ELEMENT_YAML: imageElementYaml(elements),
		DIB_IMAGE_CACHE: settings.imageCache,
		DIB_LOCKFILES: settings.lockFiles,
		DIB_OFFLINE: settings.offline ? order.environment.DIB_OFFLINE || "1" : "",
		DIB_CHECKSUM: order.environment.DIB_CHECKSUM ?? (settings.checksums.length > 0 ? "1" : "0"),
		DIB_NO_TMPFS: settings.tmpfs ? "0" : noTmpfs(order.environment.DIB_NO_TMPFS),
		DIB_MIN_TMPFS: String(settings.minTmpfs),
		TMPDIR: work.temporary,
		TMP_BUILD_DIR: work.build,
		TMP_IMAGE_DIR: work.images,
		TMP_HOOKS_PATH: work.hooks,
		TMP_MOUNT_PATH: work.mount,
		OUT_IMAGE_PATH: "",
		DIB_BLOCK_DEVICE_PARAMS_YAML: join(work.build, "block-device/params.yaml"),
		DIB_ROOT_LABEL: disk.rootLabel,
		DIB_ROOT_FSTYPE: disk.rootFsType,
		DIB_BOOT_LABEL: disk.bootLabel,
		DIB_MOUNTPOINTS: disk.mountPoints.join("|"),
	};
}

/** Every word but `0` means it; hooks see the caller's own. */
const noTmpfs = (word: string | undefined) => (word && word !== "0" ? word : "1");

/**
 * Without the built-in collection, always the last, when nothing of it is selected: DIB's own package-installs reads the
 * lists of shadowed elements too (contract Q14), and ours have no part in a build with DIB's.
 */
function elementsPath({ plan, elements }: BuildOrder): string {
	const builtIn = plan.elementsPath.at(-1);
	const isUsed = elements.some(({ collection }) => collection === builtIn);
	return (isUsed ? plan.elementsPath : plan.elementsPath.slice(0, -1)).join(":");
}

/**
 * The bash functions that the engine exports to hooks outside the image, as environment entries (contract §3.2). bash
 * takes them from any parent; other shells and the chroot never see them.
 */
function exportedFunctions(elements: readonly Pick<Element, "name" | "path">[]): Record<string, string> {
	const array = elements.map(({ name, path }) => `[${name}]=${path} `).join("");
	return {
		"BASH_FUNC_get_image_element_array%%": `() {  printf '%s' ${singleQuoted(array)}\n}`,
		"BASH_FUNC_die%%": '() {  echo "$@"; exit 1\n}',
		"BASH_FUNC__ps4%%": `() {  printf '%-80s' "\${BASH_SOURCE[1]##*site-packages/}:\${FUNCNAME[1]:-}:\${BASH_LINENO[0]:-}"\n}`,
	};
}
