import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The commands of one block of shell in the README, the first after the heading: one a line, without their comments. */
export function readmeCommands(heading: string): string[] {
	const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
	const section = readme.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";
	const block = /^```sh\n([\s\S]*?)^```$/m.exec(section)?.[1] ?? "";
	return block
		.split("\n")
		.map((line) => line.replace(/(^|\s+)#.*$/, "").trim())
		.filter(Boolean);
}
