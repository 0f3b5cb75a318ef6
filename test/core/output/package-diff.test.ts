import { expect, test } from "vitest";
import { diffPackages } from "../../../src/core/output/package-diff.js";

const one = (name: string, version: string, architecture = "amd64") => ({ name, version, architecture });

test("packages that came, went and changed, by name", () => {
	const before = [one("apt", "2.6"), one("gone", "1"), one("tzdata", "1", "all")];
	const after = [one("apt", "2.7"), one("curl", "8"), one("tzdata", "1", "all")];
	expect(diffPackages(before, after)).toEqual([
		{ kind: "changed", name: "apt", before: "2.6", after: "2.7" },
		{ kind: "added", name: "curl", after: "8" },
		{ kind: "removed", name: "gone", before: "1" },
	]);
	expect(diffPackages(after, after)).toEqual([]);
	expect(diffPackages([], [])).toEqual([]);
});

test("the same name in another architecture is another package; one that becomes independent of it is not", () => {
	const before = [one("libc6", "1"), one("apt", "1"), one("data", "1")];
	const after = [one("libc6", "1"), one("apt", "1"), one("libc6", "1", "i386"), one("data", "1", "all")];
	expect(diffPackages(before, after)).toEqual([{ kind: "added", name: "libc6:i386", after: "1" }]);
});
