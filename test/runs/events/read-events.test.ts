import { appendFileSync, mkdtempSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readEvents } from "../../../src/runs/events/read-events.js";

let folder = "";
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "read-events-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const line = (body: object) => `${JSON.stringify({ seq: 0, at: 0, ...body })}\n`;
const warning = (message: string) => line({ type: "warning", code: "w", message });
const finished = line({ type: "build.finished", ms: 1, outcome: "ok", exitCode: 0 });

/** What a reader gets to see that looks after each of `writes`. */
async function seen(...writes: readonly (() => void)[]): Promise<string[]> {
	const types: string[] = [];
	const left = [...writes];
	const isAlive = async () => {
		left.shift()?.();
		return left.length > 0;
	};
	for await (const event of readEvents(join(folder, "events"), { follow: true, isAlive })) {
		types.push(event.type === "warning" ? event.message : event.type);
	}
	return types;
}
const add = (text: string) => () => appendFileSync(join(folder, "events"), text);

test("a line is there when it is finished", async () => {
	expect(await seen(add(""), add(warning("one") + warning("two").slice(0, 9)), add(warning("two").slice(9)))).toEqual([
		"one",
		"two",
	]);
});

test.each([
	["shorter", finished.repeat(2)],
	["longer", warning("lost")],
])(
	"an unfinished line that the writer took back is none, and what came in its place is read: a %s one",
	async (_, unfinished) => {
		const file = join(folder, "events");
		const takeBack = () => {
			truncateSync(file, statSync(file).size - (unfinished.length - 1));
			appendFileSync(file, finished);
		};
		const begun = add(unfinished.replaceAll("\n", " ").slice(0, -1));
		expect(await seen(add(warning("one")), begun, takeBack)).toEqual(["one", "build.finished"]);
	},
);
