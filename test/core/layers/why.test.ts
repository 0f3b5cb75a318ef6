import { describe, expect, test } from "vitest";
import type { Input } from "../../../src/core/layers/input.js";
import { createRecordLines, parseTaskRecords, type TaskRecord } from "../../../src/core/layers/task-record.js";
import { whyTasksRan } from "../../../src/core/layers/why.js";

const inputs = (values: Readonly<Record<string, string>>): Input[] =>
	Object.entries(values).map(([name, value]) => ({ name, value }));
const record = (task: string, declared: Readonly<Record<string, string>>, observed = {}): TaskRecord => ({
	...{ task, outcome: "ran", stands: "inputs", reasons: [] },
	...{ inputs: inputs(declared), observed: inputs(observed) },
});

describe("the records of a run", () => {
	const records = [
		{ ...record("root/10-a", { "hook a": "1", umask: "22" }), layer: { declared: "d", key: "k" } },
		{
			...record("root/20-b", { umask: "22" }, { "content of x": "2" }),
			stands: "content" as const,
			reasons: ["writes"],
		},
	];
	const written = () => {
		const lineOf = createRecordLines((text) => text.replaceAll("secret", "***"));
		return records.map(lineOf);
	};

	test("come back as they were, and hold what hooks have in common once", () => {
		const [one = "", two = ""] = written();
		expect(parseTaskRecords(one + two)).toEqual(records);
		expect(two).not.toContain("umask");
	});

	test("are read as far as they are whole", () => {
		const [one = "", two = ""] = written();
		expect(parseTaskRecords(one + two.slice(0, 30)).map(({ task }) => task)).toEqual(["root/10-a"]);
		expect(parseTaskRecords("")).toEqual([]);
	});

	test("hide what nobody may see", () => {
		const line = createRecordLines((text) => text.replaceAll("secret", "***"));
		expect(line(record("a", { "environment X": "my secret" }))).not.toContain("secret");
	});
});

describe("why hooks ran", () => {
	const tasks = [
		{ id: "root/10-a", outcome: "cached" },
		{ id: "install/20-b", outcome: "ran", cause: "content of page: 1 → 2" },
		{ id: "install/30-c", outcome: "ran", cause: "what lies below it has changed" },
		{ id: "install/40-d", outcome: "ran", cause: "what lies below it has changed" },
	] as const;

	test("is told in the words of the build, and of what stands above one that ran by that one", () => {
		expect(whyTasksRan({ tasks, records: [] }).map(({ why }) => why)).toEqual([
			"",
			"content of page: 1 → 2",
			"runs after install/20-b, which ran",
			"runs after install/20-b, which ran",
		]);
	});

	test("is found anew against another build, with all that differs", () => {
		const now = [
			record("install/20-b", { "hook b": "1", "layers below": "x" }, { "content of page": "2", "content of old": "5" }),
			record("install/30-c", { "hook c": "1", "layers below": "y" }),
		];
		const before = [
			record("install/20-b", { "hook b": "1", "layers below": "w" }, { "content of page": "1" }),
			record("install/30-c", { "hook c": "1", "layers below": "z" }),
		];
		const [, b, c] = whyTasksRan({ tasks, records: now }, before);
		expect(b).toMatchObject({ why: "content of page: 1 → 2" });
		expect(b?.differences?.map(({ name }) => name)).toEqual(["content of page", "content of old", "layers below"]);
		expect(c).toMatchObject({ why: "runs after install/20-b, which ran" });
	});

	test("against a build that did not have the hook, or of which all is the same", () => {
		const same = [record("install/30-c", { "hook c": "1" })];
		const [, b, c] = whyTasksRan({ tasks, records: same }, same);
		expect(b?.why).toBe("that build knows nothing of it");
		expect(c?.why).toBe("nothing that is known of it differs: what lies below it has changed");
	});
});
