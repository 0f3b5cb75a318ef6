import { expect, test } from "vitest";
import type { BuildContext } from "../../../src/engine/build-context.js";
import { runStep } from "../../../src/engine/steps/run-step.js";
import type { Matter, Step } from "../../../src/engine/steps/step.js";
import { together } from "../../../src/engine/steps/together.js";
import type { Task } from "../../../src/engine/tasks/task.js";

/** A build whose tasks are tried as often as `tries` says, without logs. */
function fakeBuild(tries = 1) {
	const tasks: Task[] = [];
	const run = async (task: Task) => {
		tasks.push(task);
		for (let left = tries; left > 0; left -= 1) {
			try {
				await task.run({} as never);
				return;
			} catch (error) {
				if (left === 1) throw error;
				await task.rewind?.();
			}
		}
	};
	return { tasks, ctx: { tasks: { run } } as unknown as BuildContext };
}

const said: string[] = [];
const part = <Result>(
	id: string,
	run: (words: { name: string }) => Promise<Result>,
	matters: readonly Matter[] = ["tree"],
): Step<{ name: string }, Result> => ({
	stage: "root",
	id,
	title: id,
	reads: matters,
	changes: matters,
	run: (_, words) => run(words),
	rewind: async () => void said.push(`rewind ${id}`),
});

test("steps of one row are one task with the results of all, and what they read and change is told of the row", async () => {
	const { tasks, ctx } = fakeBuild();
	const row = together({ stage: "root", id: "row", title: "a row" }, [
		part("one", async ({ name }) => `${name} 1`, ["tree", "hooks"]),
		part("two", async ({ name }) => name.length, ["tree", "mounts"]),
	]);
	expect(row.reads).toEqual(["tree", "hooks", "mounts"]);
	expect(row.changes).toEqual(["tree", "hooks", "mounts"]);
	const [first, second] = await runStep(ctx, row, { name: "word" });
	expect([first.concat("!"), second + 1]).toEqual(["word 1!", 5]);
	expect(tasks.map(({ id, title, where, mayBeSkipped }) => [id, title, where, mayBeSkipped])).toEqual([
		["root/row", "a row", "host", false],
	]);
});

test("a retry of a row puts back the changes of its steps, the last first, and begins with the first step", async () => {
	const { ctx } = fakeBuild(2);
	said.length = 0;
	let fails = true;
	const row = together({ stage: "root", id: "row", title: "a row" }, [
		part("one", async () => void said.push("one")),
		part("two", async () => {
			said.push("two");
			if (!fails) return;
			fails = false;
			throw new Error("no");
		}),
	]);
	await runStep(ctx, row, { name: "" });
	expect(said).toEqual(["one", "two", "rewind two", "rewind one", "one", "two"]);
});
