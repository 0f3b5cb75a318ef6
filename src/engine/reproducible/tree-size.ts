import { EMPTIED_FOLDERS, VOLATILE_FILES } from "../../core/reproducible/volatile-files.js";
import { runTool } from "../../host/run-tool.js";

const BLOCK = 4;

/**
 * KiB that the tree of a reproducible image takes: what a file takes depends on the file system that it lies on, and what is not
 * the same twice must not count. Hard links count once.
 */
export async function steadyTreeKiB(tree: string): Promise<number> {
	const left = [...EMPTIED_FOLDERS.map((folder) => `${folder}/*`), ...VOLATILE_FILES].flatMap((path) => [
		...["-path", `${escaped(tree)}/${path}`, "-prune", "-o"],
	]);
	const { stdout } = await runTool(["find", tree, "-xdev", ...left, "-printf", "%y %n %i %s\\n"]);
	const seen = new Set<string>();
	let kib = 0;
	for (const line of stdout.split("\n")) {
		const [kind, links, inode = "", bytes] = line.split(" ");
		if (kind !== "f") kib += kind === "d" ? BLOCK : 0;
		else if (links === "1" || !seen.has(inode)) {
			seen.add(inode);
			kib += Math.ceil(Number(bytes) / 1024 / BLOCK) * BLOCK;
		}
	}
	return kib;
}

/** For a pattern of find. */
const escaped = (path: string) => path.replace(/[\\*?[]/g, "\\$&");
