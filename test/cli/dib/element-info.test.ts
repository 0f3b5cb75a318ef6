import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { runElementInfo } from "../../../src/cli/dib/element-info.js";
import { makeElements, temporaryFolder } from "../../support/elements.js";

async function info(argv: readonly string[]) {
	const root = temporaryFolder();
	makeElements(`${root}/e`, { os: { provides: ["operating-system"] }, "-x": {} });
	const stdout = new PassThrough();
	const stderr = new PassThrough();
	const context = { stdout, stderr, packageRoot: root };
	return { code: await runElementInfo(argv, { ELEMENTS_PATH: "e" }, root, context), out: String(stdout.read() ?? "") };
}

test.each([
	[["os"], "os\n"],
	[["--", "os", "-x"], "-x os\n"],
	[["--e", "os"], "export IMAGE_ELEMENT='os'\n"],
	[["os", "--en"], "export IMAGE_ELEMENT='os'\n"],
	[["-ee", "os"], "export IMAGE_ELEMENT='os'\n"],
	[["--he"], "usage: element-info"],
])("element-info %j (contract §2.5)", async (argv, beginning) => {
	const { code, out } = await info(argv);
	expect(out.slice(0, beginning.length)).toBe(beginning);
	expect(code).toBe(0);
});

test.each([[["--env=1", "os"]], [["-z", "os"]], [["--bogus"]], [["-e"]], [[]]])(
	"%j is not a command line",
	async (argv) => {
		expect(await info(argv)).toEqual({ code: 2, out: "" });
	},
);
