import { expect, test } from "vitest";
import { compareMembers, firstDifferentLine, type Member } from "../../../src/core/reproducible/compare-members.js";
import { whoWrote } from "../../../src/core/reproducible/who-wrote.js";
import type { BuildEvent } from "../../../src/core/run/events.js";

const member = (path: string, more: Partial<Member> = {}): Member => ({
	...{ path, kind: "0", mode: 0o644, uid: 0, gid: 0, time: "1", link: "", bytes: 3, device: "", attributes: "[]" },
	...{ digest: "a", ...more },
});

test("what differs between two trees is told by path, in words", () => {
	const one = [member("same"), member("b", { mode: 0o755 }), member("gone"), member("c"), member("k")];
	const other = [
		...[member("same"), member("b", { uid: 7 }), member("a-new"), member("c", { digest: "b", bytes: 4 })],
		member("k", { kind: "2", link: "x" }),
	];
	expect(compareMembers(one, other)).toEqual([
		{ path: "a-new", how: ["only in the second build"], shows: false },
		{ path: "b", how: ["mode 755 and 644", "owner 0:0 and 7:0"], shows: false },
		{ path: "c", how: ["content, 3 and 4 bytes"], shows: true },
		{ path: "gone", how: ["only in the first build"], shows: false },
		{ path: "k", how: ["another kind of file"], shows: false },
	]);
});

test("what not everybody may read is not shown", () => {
	const [difference] = compareMembers([member("key", { mode: 0o600 })], [member("key", { mode: 0o600, digest: "b" })]);
	expect(difference).toEqual({ path: "key", how: ["content"], shows: false });
});

test("the first line that differs; none of what is no text", () => {
	expect(firstDifferentLine("a\nb\nc", "a\nx\nc")).toBe("line 2: 'b' and 'x'");
	expect(firstDifferentLine("a", "a\nb")).toBe("line 2: nothing and 'b'");
	expect(firstDifferentLine("a\0", "a")).toBeUndefined();
});

test("a file was last written by the task that ran when it changed; of whole seconds by the last one in that second", () => {
	const start = Date.parse("2026-01-01T00:00:00.000Z");
	const events = [
		{ type: "build.started", wallClock: "2026-01-01T00:00:00.500Z", at: 500 },
		{ type: "task.started", task: "install/10-a", element: "mine", at: 1000 },
		{ type: "task.finished", task: "install/10-a", at: 1400 },
		{ type: "task.started", task: "install/20-b", element: "mine", at: 1420 },
		{ type: "task.finished", task: "install/20-b", at: 3100 },
		{ type: "task.started", task: "post-root/take-down", at: 3110 },
		{ type: "task.finished", task: "post-root/take-down", at: 3190 },
		{ type: "task.started", task: "disk/create", at: 3200 },
		{ type: "task.finished", task: "disk/create", at: 9000 },
	] as unknown as BuildEvent[];
	const find = whoWrote(events);
	expect(find(start + 1200.5)).toEqual({ task: "install/10-a", element: "mine" });
	expect(find(start + 1000)).toEqual({ task: "install/20-b", element: "mine" });
	// The clock of a busy builder is a little behind: nearest counts, and hooks before what the engine does between them.
	expect(find(start + 1405.5)).toEqual({ task: "install/10-a", element: "mine" });
	expect(find(start + 3140.5)).toEqual({ task: "install/20-b", element: "mine" });
	expect(find(start + 3180.5)).toEqual({ task: "post-root/take-down" });
	expect(find(start + 5000.5)).toBeUndefined();
	expect(find(Number.NaN)).toBeUndefined();
});
