import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { callerLimits } from "../../../src/layers/observe/caller-limits.js";

/** The limits of a shell that has run this. */
const after = (lines: string) =>
	callerLimits(execFileSync("bash", ["-c", `${lines}; cat /proc/self/limits`], { encoding: "utf8" }));

test("limits of the caller are told apart, what follows from the machine's memory is not", () => {
	expect(after("ulimit -n 100")).toContain("Max open files 100 100 files");
	expect(after("ulimit -n 100")).toBe(after("ulimit -n 100"));
	expect(after("ulimit -n 100")).not.toBe(after("ulimit -n 101"));
	expect(after("ulimit -c 0; ulimit -i 1000; ulimit -u 10000")).toBe(after("ulimit -c 0"));
});
