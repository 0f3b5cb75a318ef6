import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { freeMemory, leftOfGroup } from "../../src/host/free-memory.js";
import { temporaryFolder } from "../support/elements.js";

function group(files: Readonly<Record<string, string>>): string {
	const folder = temporaryFolder();
	for (const [name, text] of Object.entries(files)) {
		mkdirSync(join(folder, name, ".."), { recursive: true });
		writeFileSync(join(folder, name), text);
	}
	return folder;
}

test("a control group of version 2 leaves what it does not use, and what it only keeps of files", () => {
	const files = { "memory.max": "1000\n", "memory.current": "700\n" };
	expect(leftOfGroup(group(files))).toBe(300);
	expect(leftOfGroup(group({ ...files, "memory.stat": "anon 500\ninactive_file 100\n" }))).toBe(400);
	expect(leftOfGroup(group({ ...files, "memory.current": "1200\n" }))).toBe(0);
});

test("a control group of version 1 does too", () => {
	const files = { "memory/memory.limit_in_bytes": "1000\n", "memory/memory.usage_in_bytes": "900\n" };
	expect(leftOfGroup(group(files))).toBe(100);
	expect(leftOfGroup(group({ ...files, "memory/memory.stat": "inactive_file 1\ntotal_inactive_file 50\n" }))).toBe(150);
});

test("without a limit the machine's own free memory counts", () => {
	expect(leftOfGroup(group({}))).toBe(Number.POSITIVE_INFINITY);
	expect(leftOfGroup(group({ "memory.max": "max\n", "memory.current": "700\n" }))).toBe(Number.POSITIVE_INFINITY);
	expect(freeMemory()).toBeGreaterThan(0);
});
