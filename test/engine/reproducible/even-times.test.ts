import { expect, test } from "vitest";
import { usedInodes } from "../../../src/engine/reproducible/even-times.js";

test("inodes in use are those that dumpe2fs does not call free, without the ones that mkfs keeps for itself", () => {
	const text = [
		"Inode count:              32",
		"Group 0: (Blocks 0-8191)",
		"  Free inodes: 13, 15-16",
		"Group 1: (Blocks 8192-16383)",
		"  Free inodes: 19-32",
	].join("\n");
	expect(usedInodes(text)).toEqual([2, 11, 12, 14, 17, 18]);
	expect(usedInodes("Inode count:  12\n  Free inodes: \n")).toEqual([2, 11, 12]);
});
