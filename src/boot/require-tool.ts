import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { EXIT, UserError } from "../core/errors.js";

/** The full path of a program on PATH. Throws UserError `missing-tool` that names Debian's package with it. */
export async function requireTool(name: string, debianPackage: string): Promise<string> {
	const path = await findTool(name);
	if (path) return path;
	throw new UserError({
		code: "missing-tool",
		message: `booting an image needs the program ${name}, which is not installed on this host`,
		next: [`sudo apt-get install ${debianPackage}`, "diskwright doctor --fix"],
		exitCode: EXIT.host,
	});
}

/** The full path of a program on PATH, if it is there. */
export async function findTool(name: string): Promise<string | undefined> {
	for (const folder of (process.env.PATH ?? "").split(delimiter)) {
		if (folder === "") continue;
		const path = join(folder, name);
		const found = await access(path, constants.X_OK).then(
			() => true,
			() => false,
		);
		if (found) return path;
	}
	return undefined;
}
