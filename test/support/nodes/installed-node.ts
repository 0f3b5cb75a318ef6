import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Where versions of Node are kept between runs: outside the checkout, which `npm ci` empties. */
const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "diskwright-tests");

/** npm's package of a Node for this machine's processor. Throws when there is none. */
function packageName(): string {
	if (process.arch === "x64" || process.arch === "arm64") return `node-linux-${process.arch}`;
	throw new Error(`npm has no package of Node for ${process.arch}`);
}

/**
 * Installs a version of Node, once, and returns the folder of its program. The folder appears whole or not at all; throws
 * when it cannot be installed, or is another version than it says.
 */
export function installedNode(version: string): string {
	const name = packageName();
	const folder = join(CACHE, `${name}-${version}`);
	const bin = join(folder, "node_modules", name, "bin");
	if (!existsSync(join(bin, "node"))) {
		console.log(`installing Node ${version} in ${folder}`);
		mkdirSync(CACHE, { recursive: true });
		const fresh = mkdtempSync(join(CACHE, "new-"));
		try {
			const options = ["--ignore-scripts", "--no-save", "--no-audit", "--no-fund"];
			execFileSync("npm", ["install", "--prefix", fresh, ...options, `${name}@${version}`], { stdio: "inherit" });
			rmSync(folder, { recursive: true, force: true });
			renameSync(fresh, folder);
		} finally {
			rmSync(fresh, { recursive: true, force: true });
		}
	}
	const said = execFileSync(join(bin, "node"), ["--version"], { encoding: "utf8" }).trim();
	if (said !== `v${version}`) throw new Error(`${bin}/node is ${said}, not v${version}`);
	return bin;
}
