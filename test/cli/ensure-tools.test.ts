import { expect, test } from "vitest";
import { ensureTools } from "../../src/cli/commands/doctor.js";

test("a program that a variable names wrongly is no package to install", async () => {
	await expect(ensureTools(["/no/such/gzip"], { yes: true })).rejects.toMatchObject({
		code: "missing-tool",
		message: "there is no program /no/such/gzip",
		next: [expect.stringContaining("DIB_GZIP_BIN")],
	});
});
