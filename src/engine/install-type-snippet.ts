import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Writes the snippet that gives hooks DIB_DEFAULT_INSTALLTYPE from extra-data on, unless one before it did (contract §5). */
export async function writeInstallTypeSnippet(hooks: string, installType = "source"): Promise<void> {
	const directory = join(hooks, "environment.d");
	await mkdir(directory, { recursive: true });
	const word = installType.replace(/["\\$`]/g, "\\$&");
	const text = `export DIB_DEFAULT_INSTALLTYPE=\${DIB_DEFAULT_INSTALLTYPE:-"${word}"}\n`;
	await writeFile(join(directory, "11-dib-install-type.bash"), text, { mode: 0o644 });
}
