import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { OLDEST_NODE, tooOld } from "../../src/cli/entry/start.js";

test("the oldest Node is the one of package.json", () => {
	const { engines } = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"));
	expect(engines.node).toBe(`>=${OLDEST_NODE}`);
});

test.each(["v18.20.8", "v20.18.3", "v9.0.0"])("%s is too old, in one sentence", (version) => {
	expect(tooOld(version)).toBe(`Node ${version.slice(1)} is too old: diskwright needs Node 20.19 or newer`);
});

test.each(["v20.19.0", "v20.20.2", "v22.0.0", "v24.21.0", "v100.1.0"])("%s is not", (version) => {
	expect(tooOld(version)).toBeUndefined();
});
