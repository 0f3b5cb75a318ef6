import { expect, test } from "vitest";
import { withoutLayerFlags } from "../../../src/core/planning/layer-flags.js";

test("how layers are used is no argument of an image", () => {
	const flags = [
		"--layers",
		"--no-cache",
		"--no-cache-from",
		"install/50-x",
		"--no-cache-from=install/50-x",
		"--again",
		"--whole-image",
		"--verify",
		"--max-age",
		"2h",
		"--max-age=2h",
	];
	expect(withoutLayerFlags(["-n", ...flags, "--no-tmpfs", "os"])).toEqual(["-n", "--no-tmpfs", "os"]);
});

test("neither is how its build is shown", () => {
	const flags = ["--progress", "quiet", "--progress=plain", "--detach", "--yes"];
	expect(withoutLayerFlags(["web", ...flags, "--logfile", "x"])).toEqual(["web", "--logfile", "x"]);
});
