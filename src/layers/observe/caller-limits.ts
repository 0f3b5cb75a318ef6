import { readFileSync } from "node:fs";

/** Those that the kernel derives from the machine's memory: they are other ones on every machine, and no image shows them. */
const OF_MEMORY = /^Max (?:processes|pending signals|locked memory)\b/;

/** The limits that hooks inherit (`ulimit -a`), soft and hard, in one line. `table` is the kernel's, of this process if not given. */
export function callerLimits(table = readFileSync("/proc/self/limits", "utf8")): string {
	return table
		.split("\n")
		.slice(1)
		.filter((line) => line !== "" && !OF_MEMORY.test(line))
		.map((line) => line.trim().replace(/ {2,}/g, " "))
		.join(", ");
}
