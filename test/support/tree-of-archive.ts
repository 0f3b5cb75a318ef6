import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * What a tar archive holds, a line each for every name: kind, mode, owner, links and content. Times are left out: no two builds
 * have the same.
 */
export function treeOfArchive(archive: string): string[] {
	const folder = mkdtempSync(`${archive}.`);
	try {
		execFileSync("tar", ["-x", "-f", archive, "-C", folder, "--numeric-owner", "--xattrs", "--xattrs-include=*"]);
		const lines = execFileSync(
			"bash",
			[
				"-c",
				"find . -printf '%p %y %m %U:%G %n %l\\n'; find . -type f -exec sha256sum {} +; getfattr -R -d -m - . 2>/dev/null || true",
			],
			{ cwd: join(folder), encoding: "utf8", maxBuffer: 1 << 28 },
		);
		return lines.split("\n").filter(Boolean).sort();
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
