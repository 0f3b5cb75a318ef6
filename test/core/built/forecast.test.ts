import { describe, expect, test } from "vitest";
import { type BuildForecast, forecastHooks, forecastMs } from "../../../src/core/built/forecast.js";
import type { Difference, Input } from "../../../src/core/layers/input.js";
import type { TaskRecord } from "../../../src/core/layers/task-record.js";

const inputs = (values: Readonly<Record<string, string>>): Input[] =>
	Object.entries(values).map(([name, value]) => ({ name, value }));

const record = (
	task: string,
	observed: Readonly<Record<string, string>>,
	more: Partial<TaskRecord> = {},
): TaskRecord => ({
	...{ task, outcome: "ran", stands: "inputs", reasons: [], layer: { declared: "d", key: task } },
	inputs: inputs({ [`hook ${task.replace("/", ".d/")}`]: "1", "environment WORD": "one", kernel: "6" }),
	observed: inputs(observed),
	...more,
});

const RECORDS = [
	record("root/10-a", { "host file /etc/x": "1" }),
	record("root/20-b", {}, { stands: "content", reasons: ["writes /var/x"] }),
	record("install/10-c", { "content of static/page": "1" }),
	record("install/20-d", { "listing of static": "page=4" }),
	record("install/30-e", { "hooks that it could look for": "post-install.d/*" }),
];
const TASKS = [...RECORDS.map(({ task }) => task), "finalise/50-late"];

const forecast = (differences: readonly Difference[], more: { expired?: boolean; has?: () => boolean } = {}) =>
	forecastHooks({ tasks: TASKS, records: RECORDS, differences, expired: false, ...more });
const kinds = (...args: Parameters<typeof forecast>) => forecast(...args).map(({ kind }) => kind);

const file = (mode: string, content: string) => `file ${mode} 0:0 ${content}`;
const edited = (path: string): Difference => ({
	...{ name: `element mine: ${path}`, before: file("0644", "1"), now: file("0644", "2") },
});

describe("before a build with layers it is told of each hook", () => {
	test("that its layer is taken while nothing has changed, unless no layer ever takes its place", () => {
		expect(kinds([])).toEqual(["cached", "always", "cached", "cached", "cached", "always"]);
		expect(forecast([])[1]).toMatchObject({ why: "writes /var/x" });
		expect(forecast([])[5]).toMatchObject({ why: "no layer takes its place" });
	});

	test("what has changed; nothing is promised of those after it", () => {
		const told = forecast([edited("static/page")]);
		expect(told.map(({ kind }) => kind)).toEqual(["cached", "always", "runs", "after", "after", "always"]);
		expect(told[2]?.why).toMatch(/^static\/page: 1 → 2$/);
		expect(told[3]?.why).toBe("runs after install/10-c");
	});

	test.each<[string, Difference, string[]]>([
		["its own file", edited("install.d/20-d"), ["cached", "always", "cached", "runs", "after"]],
		[
			"a hook in a folder that another one lists",
			edited("install.d/10-c"),
			["cached", "always", "runs", "after", "after"],
		],
		["a file that nobody reads", edited("static/other/unread"), ["cached", "always", "cached", "cached", "cached"]],
		["a file in a folder that was listed", edited("static/new"), ["cached", "always", "cached", "may", "after"]],
		["a snippet", edited("environment.d/10-x"), ["may", "after", "after", "after", "after"]],
		["a new file", { name: "element mine: static/flag", now: file("0644", "1") }, ["runs", ...Array(4).fill("after")]],
		[
			"a new hook of which there is no record",
			{ name: "element mine: install.d/15-new", now: file("0755", "1") },
			["cached", "always", "cached", "cached", "cached"],
		],
		[
			"a new hook in a phase that a hook looks at",
			{ name: "element mine: post-install.d/15-new", now: file("0755", "1") },
			["cached", "always", "cached", "cached", "runs"],
		],
		[
			"a hook that is gone",
			{ name: "element mine: install.d/15-old", before: file("0755", "1") },
			["cached", "always", "cached", "runs", "after"],
		],
		["a mode", { ...edited("static/unread"), now: file("0600", "1") }, ["runs", ...Array(4).fill("after")]],
		["a variable", { name: "environment WORD", before: "one", now: "two" }, ["runs", ...Array(4).fill("after")]],
		[
			"a variable that a snippet has set otherwise",
			{ name: "environment WORD", before: "zero", now: "two" },
			["may", ...Array(4).fill("after")],
		],
		["a file of the host", { name: "host file /etc/x", before: "1", now: "2" }, ["runs", ...Array(4).fill("after")]],
		["a tool that the engine calls", { name: "tool qemu-img", before: "1", now: "2" }, kinds([]).slice(0, 5)],
		[
			"the program, of the same version",
			{ name: "diskwright", before: "1, form 1, a", now: "1, form 1, b" },
			kinds([]).slice(0, 5),
		],
		[
			"the program",
			{ name: "diskwright", before: "1, form 1, a", now: "2, form 1, a" },
			["runs", ...Array(4).fill("after")],
		],
		["the kernel", { name: "kernel", before: "6", now: "7" }, ["runs", ...Array(4).fill("after")]],
		["something else", { name: "layout", before: "a", now: "b" }, ["may", ...Array(4).fill("after")]],
	])("after a change of %s", (_, difference, expected) => {
		expect(kinds([difference]).slice(0, 5)).toEqual(expected);
	});

	test("that what comes after a hook that runs anyway may run, where that one has changed", () => {
		const records = RECORDS.with(
			1,
			record("root/20-b", { "host file /etc/y": "1" }, { stands: "content", reasons: ["x"] }),
		);
		const differences = [{ name: "host file /etc/y", before: "1", now: "2" }];
		const told = forecastHooks({ tasks: TASKS, records, differences, expired: false });
		expect(told.map(({ kind }) => kind)).toEqual(["cached", "runs", "may", "may", "may", "always"]);
		expect(told[2]?.why).toBe("root/20-b runs and may leave something else");
	});

	test("that its layer is gone, or may be too old", () => {
		expect(kinds([], { has: () => false }).slice(0, 3)).toEqual(["runs", "after", "after"]);
		expect(kinds([], { expired: true }).slice(0, 3)).toEqual(["may", "after", "after"]);
	});
});

describe("the time that a build will take", () => {
	const past = {
		runs: 2,
		ms: 100,
		stages: { root: 50, install: 40, output: 10 },
		tasks: { "root/10-a": 30, "install/10-c": 40 },
	};
	const told = (more: Partial<BuildForecast>): BuildForecast => ({ unchanged: false, hooks: [], ...more });

	test("is that of what is not cached", () => {
		const hooks = forecastHooks({ tasks: TASKS, records: RECORDS, differences: [], expired: false });
		expect(forecastMs(told({ hooks }), past)).toBe(30);
	});

	test("is none when nothing has changed, all of it when nothing is known, and not known without earlier runs", () => {
		expect(forecastMs(told({ unchanged: true }), past)).toBe(0);
		expect(forecastMs(told({ unknown: "new" }), past)).toBe(100);
		expect(forecastMs(told({}), { ...past, runs: 0 })).toBeUndefined();
	});
});
