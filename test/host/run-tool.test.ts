import { expect, test } from "vitest";
import { runTool } from "../../src/host/run-tool.js";

test("of a line that is written over itself the last state is told, as a terminal shows it", async () => {
	const lines: string[] = [];
	const script = "printf 'Reading ... 5%%\\rReading ... 100%%\\r\\n'; printf 'one\\r\\ntwo\\n'";
	await runTool(["sh", "-c", script], { onLine: (line) => lines.push(line) });
	expect(lines).toEqual(["Reading ... 100%", "one", "two"]);
});
