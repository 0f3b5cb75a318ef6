import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { planCommand } from "../../../src/cli/commands/plan.js";
import type { CliContext } from "../../../src/cli/entry/context.js";
import type { Plan } from "../../../src/core/planning/plan.js";
import { makeElements, temporaryFolder, writeTree } from "../../support/elements.js";

/** Runs `diskwright plan` with elements and profiles of the test's own. */
async function plan(args: string[], env: Record<string, string> = {}): Promise<string> {
	const root = temporaryFolder();
	makeElements(join(root, "elements"), {
		base: {},
		tiny: {
			deps: ["tool"],
			provides: ["operating-system"],
			files: { "root.d/10-tiny": "#!/bin/bash\n: ${DIB_TINY_SIZE:-}\n", "install.d/notes": "text" },
		},
		tool: { files: { "static/etc/motd": "a", "install.d/20-tool": "#!/bin/bash\n" } },
	});
	writeTree(root, {
		"profiles/web.yaml":
			"version: 1\nelements: [tiny]\nvariables:\n  DIB_TINY_SIZE: '3'\n  TOKEN: {from-env: MY_TOKEN}\n",
	});
	const stdout = new PassThrough();
	const context: CliContext = {
		env: { HOME: root, PATH: process.env.PATH ?? "", ...env },
		cwd: root,
		stdout,
		stderr: new PassThrough(),
		packageRoot: root,
		version: "0",
	};
	const argv = ["plan", ...args];
	await planCommand(context, argv).exitOverride().parseAsync(args, { from: "user" });
	return String(stdout.read() ?? "");
}

describe("diskwright plan", () => {
	test("shows tree, hooks, environment, disk and outputs", async () => {
		const text = await plan(["web", "--size", "2GiB", "-t", "raw,qcow2"], { MY_TOKEN: "hush-hush" });
		expect(text).toMatch(/^web {2}\(profile web\)\n {2}architecture \w+, 2 GiB\n {2}requested: base tiny\n/);
		expect(text).toContain("  tiny\n  └─ tool\n");
		expect(text).toMatch(/root {2}\(on this host\)\n {4}10-tiny {2}tiny\n/);
		expect(text).toMatch(/install {2}\(in the image\)\n {4}20-tool {2}tool\n {4}notes {4}tiny {2}does not run: /);
		expect(text).toMatch(/DIB_TINY_SIZE +3 {2}\(profile\)/);
		expect(text).toMatch(/TOKEN +\*\*\* {2}\(profile\)/);
		expect(text).toContain("at /");
		expect(text).toContain("web.qcow2  (qcow2, compression zstd)\n  web.raw  (raw)\n");
		expect(text).toContain("✓ mount");
		expect(text).toContain("Nobody will be able to log into this image");
		expect(text).not.toContain("hush-hush");
	});

	test("--json is the plan, without secrets", async () => {
		const text = await plan(["web", "--json", "--set", "X_PASSWORD=hush-too"], { MY_TOKEN: "hush-hush" });
		const json = JSON.parse(text) as Plan;
		expect(json).toMatchObject({ version: 1, program: "diskwright", profile: "web", imageName: "web" });
		expect(text).not.toMatch(/hush-hush|hush-too/);
	});

	test("elements alone, and an unknown variable", async () => {
		const text = await plan(["tiny", "--set", "DIB_TINY_SIZ=4"]);
		expect(text).toContain("DIB_TINY_SIZ is set, but no selected element reads it. Did you mean DIB_TINY_SIZE?");
	});

	test.each([
		[["wbe"], "target-not-found"],
		[["web", "--layout", "./missing.yaml"], "file-unreadable"],
		[["tool"], "no-operating-system"],
		[["tiny", "--elements-path", "/nonexistent"], "elements-path"],
	])("%j ends with %s", async (args, code) => {
		await expect(plan(args, { MY_TOKEN: "t" })).rejects.toMatchObject({ code });
	});
});
