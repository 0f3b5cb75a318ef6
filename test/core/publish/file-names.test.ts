import { expect, test } from "vitest";
import { fileStem, imageFileName } from "../../../src/core/publish/file-names.js";

test("a plain name stays, and two that need a change do not become one", () => {
	expect(fileStem("debian-vm_13.2")).toBe("debian-vm_13.2");
	const stems = ["a b", "a/b", "a-b", "../a", "ä", "."].map(fileStem);
	expect(new Set(stems).size).toBe(6);
	for (const stem of stems) expect(stem).toMatch(/^[A-Za-z0-9][A-Za-z0-9._+-]*$/);
});

test("a file's name tells name, time and format", () => {
	expect(imageFileName("web", "1f2e", Date.UTC(2026, 10, 30, 22, 15), "qcow2")).toBe("web-20261130T221500Z-1f2e.qcow2");
});
