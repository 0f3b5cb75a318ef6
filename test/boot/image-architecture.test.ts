import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { hostProcessor, imageArchitecture } from "../../src/boot/image-architecture.js";
import { temporaryFolder } from "../support/elements.js";

it.each([
	["what the manifest says", '{ "architecture": "arm64" }', "arm64"],
	["the kernel's name as ours", '{ "architecture": "aarch64" }', "arm64"],
	["the host's own without one", undefined, hostProcessor()],
	["the host's own when it is of another kind", '{ "architecture": 64 }', hostProcessor()],
	["the host's own when it is broken", "{", hostProcessor()],
])("is %s", async (_name, manifest, architecture) => {
	const folder = temporaryFolder();
	if (manifest) writeFileSync(join(folder, "my.image.manifest.json"), manifest);
	expect(await imageArchitecture(join(folder, "my.image.qcow2"))).toBe(architecture);
});
