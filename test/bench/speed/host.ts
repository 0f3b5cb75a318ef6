import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import type { Result } from "./results.js";
import { DIB_PROGRAM } from "./ways.js";

/** Host, programs and days of these results, as lines of the page. */
export function hostFacts(results: readonly Result[]): string[] {
	const system = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "unknown system";
	const days = [...new Set(results.filter(({ cost }) => cost).map(({ at }) => at.slice(0, 10)))].sort();
	const ours = results.filter(({ cost, program }) => cost && program !== DIB_PROGRAM);
	const commits = [...new Set(ours.map(({ commit }) => commit))];
	return [
		`* Host: ${cpus().length} processors (${cpus()[0]?.model.trim() ?? "unknown"}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${system}, kernel ${release()}, Node ${process.version}`,
		`* Measured: ${days.join(", ")}; diskwright at ${commits.join(", ")} against ${DIB_PROGRAM}`,
	];
}

/** The commit of this checkout, short. */
export function commitNow(): string {
	return execFileSync("git", ["-C", import.meta.dirname, "log", "-1", "--format=%h"], { encoding: "utf8" }).trim();
}
