import { expect, test } from "vitest";
import type { BuildOrder } from "../../../src/core/planning/plan.js";
import { treePath, workDirectoryPath } from "../../../src/engine/work/work-directory.js";

const order = (user: string): BuildOrder => {
	const runId = "261130-194832-nt";
	const runFolder = `/home/${user}/.local/state/diskwright/runs/${runId}`;
	return { plan: { settings: { tmp: "/tmp" } }, runId, runFolder } as unknown as BuildOrder;
};

test("builds of two users with the same id have folders of their own in one folder for temporary files", () => {
	const one = workDirectoryPath(order("one"));
	expect(one).toMatch(/^\/tmp\/dib_build\.261130-194832-nt-[0-9a-f]{6}$/);
	expect(workDirectoryPath(order("other"))).not.toBe(one);
	expect(workDirectoryPath(order("one"))).toBe(one);
	expect(treePath(order("one"))).toBe(`${one}/mnt`);
});
