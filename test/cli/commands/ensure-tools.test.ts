import { expect, test } from "vitest";
import { ensureTools } from "../../../src/cli/commands/doctor.js";
import { installCommand } from "../../../src/host/packages.js";

test("a program that a variable names wrongly is not a package to install", async () => {
	await expect(ensureTools(["/no/such/gzip"], { yes: true })).rejects.toMatchObject({
		code: "missing-tool",
		message: "there is no program /no/such/gzip",
		next: [expect.stringContaining("DIB_GZIP_BIN")],
	});
});

test("what nobody knows is not a package to install either, however it is called", async () => {
	const stderr = { write: () => true };
	await expect(ensureTools(["pgizz-of-nobody"], { yes: true, stderr })).rejects.toMatchObject({
		code: "missing-tool",
		message: "this host lacks pgizz-of-nobody",
		next: [expect.stringMatching(/^Correct the name pgizz-of-nobody, or see which package brings it: /)],
	});
	expect(installCommand(["pgizz-of-nobody"], "apt")).toBeUndefined();
	expect(installCommand(["pgizz-of-nobody", "pigz", "xz"], "apt")?.slice(-2)).toEqual(["pigz", "xz-utils"]);
});
