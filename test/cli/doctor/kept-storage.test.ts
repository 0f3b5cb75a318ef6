import { expect, test } from "vitest";
import { examineKept } from "../../../src/cli/doctor/kept-storage.js";
import { temporaryFolder } from "../../support/elements.js";

const examined = async (env: Readonly<Record<string, string>>) => examineKept({ HOME: temporaryFolder(), ...env }, "/");

test.each([
	["DISKWRIGHT_RUNS_SIZE", "much", "runs"],
	["DISKWRIGHT_CACHE_SIZE", "much", "downloads"],
	["DISKWRIGHT_KEEP_OLDER", "few", "older images"],
])("%s=%s is a warning of the doctor's, who goes on", async (variable, value, name) => {
	const findings = await examined({ [variable]: value });
	expect(findings.map((one) => [one.name, one.state])).toEqual(
		["runs", "downloads", "older images"].map((one) => [one, one === name ? "warning" : "ok"]),
	);
	const finding = findings.find((one) => one.name === name);
	expect(finding?.detail).toContain(variable);
	expect(finding?.cure).toBeDefined();
});

test("what has nothing to do with what is kept is not asked", async () => {
	const findings = await examined({ DIB_IMAGE_SIZE: "nonsense", DIB_JOURNAL_SIZE: "none" });
	expect(findings.map(({ state }) => state)).toEqual(["ok", "ok", "ok"]);
	expect(findings[0]?.detail).toBe("0 runs take 0B; the newest 200 of 90 days are kept, 2.0G at most");
	expect(findings[1]?.detail).toMatch(/^0B of at most 20G in \S+\/\.cache\/image-create$/);
	expect(findings[2]?.detail).toBe("the newest 10 are kept beside a new one");
});
