import { dirname, resolve } from "node:path";
import { expect, test } from "vitest";
import { lintTargets } from "../../src/catalogue/lint-targets.js";
import { readCatalogue } from "../../src/catalogue/read-catalogue.js";
import { lint } from "../../src/cli/lint/lint.js";
import { ELEMENTS } from "./hook-root.js";

const targets = async () => lintTargets([resolve(ELEMENTS)], await readCatalogue([], "/"), dirname(ELEMENTS));

test("our elements pass every rule and shellcheck", async () => {
	const { findings } = await lint(await targets(), { tools: true });
	expect(findings.map(({ place, message }) => `${place.file}:${place.line} ${message}`)).toEqual([]);
}, 120_000);

test("checking them takes less than a second of processor time", async () => {
	const before = process.cpuUsage();
	await lint(await targets(), { tools: false });
	const { user, system } = process.cpuUsage(before);
	expect((user + system) / 1e6).toBeLessThan(1);
});
