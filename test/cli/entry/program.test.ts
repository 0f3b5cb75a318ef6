import { resolve } from "node:path";
import { expect, test } from "vitest";
import type { CliContext } from "../../../src/cli/entry/context.js";
import { runProgram } from "../../../src/cli/entry/program.js";
import { UserError } from "../../../src/core/errors.js";

const output = { write: () => true } as unknown as CliContext["stdout"];
const context: CliContext = {
	...{ env: {}, cwd: "/", stdout: output, stderr: output },
	...{ version: "0.1.0", packageRoot: resolve(import.meta.dirname, "../../..") },
};

test.each([
	[["cache", "key"], "See: diskwright cache key --help"],
	[["boot"], "See: diskwright boot --help"],
	[["runs", "list", "--wrong"], "See: diskwright runs list --help"],
	[["--wrong"], "See: diskwright --help"],
	[["cahce"], "See: diskwright --help"],
])("what is wrong with %j leads to the help of that command", async (argv, help) => {
	const error = await runProgram(argv, context).catch((thrown) => thrown);
	expect(error).toBeInstanceOf(UserError);
	expect(error.next.at(-1)).toBe(help);
});
