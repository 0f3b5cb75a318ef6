import { spawnSync } from "node:child_process";
import { mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../support/elements.js";

const glue = (name: string) => readFileSync(resolve(import.meta.dirname, `../../../src/engine/glue/${name}`), "utf8");

/** Sources snippets as a phase does, then runs a hook with what they left. */
function phase(snippets: Record<string, string>, hook: string) {
	const folder = temporaryFolder();
	const directory = join(folder, "environment.d");
	mkdirSync(directory);
	for (const [name, text] of Object.entries(snippets)) writeFileSync(join(directory, name), text);
	writeFileSync(join(folder, "hook"), `#!/bin/bash\n${hook}\n`, { mode: 0o755 });
	const dump = openSync(join(folder, "dump"), "w");
	const env = { PATH: process.env.PATH };
	const sourced = spawnSync("bash", ["-c", glue("source-snippets"), "/runner/dib-run-parts", directory, "0027"], {
		env,
		encoding: "utf8",
		stdio: ["ignore", "pipe", "pipe", dump],
	});
	const items = readFileSync(join(folder, "dump"), "utf8").split("\0");
	const left = items.indexOf("left");
	const [umask = "", cwd = "", , limits = "", ...variables] = items.slice(left + 1);
	const pairs = variables.filter(Boolean).map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]);
	const argv = ["-c", glue("run-hook"), "run-hook", umask, cwd, limits, join(folder, "hook")];
	const ran = spawnSync("bash", argv, { env: Object.fromEntries(pairs), encoding: "utf8", stdio: ["ignore", "pipe"] });
	const begun = items.filter((item) => item.startsWith("sourcing "));
	return { status: sourced.status, left: left >= 0, begun, output: ran.stdout };
}

describe("what snippets leave for hooks (contract §6.4)", () => {
	test("one that reads its standard input gets none of the others' names", () => {
		const snippets = { "10-reads": "cat >/dev/null\n", "20-next": "export NEXT=here\n" };
		expect(phase(snippets, 'echo "$NEXT"').output).toBe("here\n");
	});

	test("what one declares ends with them, and they have no arguments", () => {
		const snippets = { "10-a": "declare -x A=1\nexport B=$A C=$#\n", "20-b": "export D=$A RUNNER=$0\n" };
		expect(phase(snippets, 'echo "${A-none} $B $C $D $RUNNER"').output).toBe("none 1 0 1 /runner/dib-run-parts\n");
	});

	test("limits reach the hooks", () => {
		expect(phase({ "10-a": "ulimit -n 200\n" }, "ulimit -Sn; ulimit -Hn").output).toBe("200\n200\n");
		expect(phase({ "10-a": "ulimit -Sn 199\nulimit -c 0\n" }, "ulimit -n; ulimit -c").output).toBe("199\n0\n");
	});

	test("nothing is left by one that exits with 0", () => {
		expect(phase({ "10-a": "exit 0\n" }, "true")).toMatchObject({ status: 0, left: false });
		expect(phase({ "10-a": "exit 3\n" }, "true")).toMatchObject({ status: 3, left: false });
	});

	test.each(["exit 3\n", ": ${MISSING?}\n", "if\n", "return 1\n", "kill -9 $$\n"])(
		"the last that was begun is told: %j",
		(text) => {
			const told = phase({ "10-a": "true\n", "20-b": text, "30-c": "true\n" }, "true");
			expect(told).toMatchObject({ left: false, begun: ["sourcing 10-a", "sourcing 20-b"] });
		},
	);
});
