import { expect, test } from "vitest";
import { compareTrees, type Entry } from "./tree.js";

const file = (more: Entry = {}): Entry => ({ type: "file", mode: "644", owner: "0:0", content: "abc", ...more });

test("equal trees differ in nothing", () => {
	expect(compareTrees(new Map([["/a", file()]]), new Map([["/a", file()]]))).toEqual([]);
});

test("a path of one side only is one difference, whatever it is like", () => {
	const [upstream, ours] = [new Map([["/b", file()]]), new Map([["/a", file({ type: "link" })]])];
	expect(compareTrees(upstream, ours)).toEqual([
		{ path: "/a", aspect: "exists", upstream: "missing", diskwright: "link" },
		{ path: "/b", aspect: "exists", upstream: "file", diskwright: "missing" },
	]);
});

test("every unlike property is a difference of its own, also one that a side lacks", () => {
	const [upstream, ours] = [new Map([["/a", file()]]), new Map([["/a", file({ mode: "600", target: "b" })]])];
	expect(compareTrees(upstream, ours)).toEqual([
		{ path: "/a", aspect: "mode", upstream: "644", diskwright: "600" },
		{ path: "/a", aspect: "target", upstream: "none", diskwright: "b" },
	]);
});
