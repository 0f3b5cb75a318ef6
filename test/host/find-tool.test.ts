import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findTool } from "../../src/host/find-tool.js";
import { temporaryFolder } from "../support/elements.js";

test("a name is looked for on the path, a path is the program itself", () => {
	const folder = temporaryFolder();
	const program = join(folder, "my-gzip");
	writeFileSync(program, "#!/bin/sh\n", { mode: 0o755 });
	expect(findTool("my-gzip", folder)).toBe(program);
	expect(findTool("my-gzip", "")).toBeUndefined();
	expect(findTool(program, "")).toBe(program);
	expect(findTool(join(folder, "none"), folder)).toBeUndefined();
});
