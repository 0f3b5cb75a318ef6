import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isPrivatePlace } from "../../../src/engine/layers/private-places.js";

let folder: string;

beforeAll(() => {
	folder = mkdtempSync("/var/tmp/private-places-");
	chmodSync(folder, 0o755);
	for (const name of ["open", "closed", "home/elements/mine"]) mkdirSync(join(folder, name), { recursive: true });
	for (const name of ["open/file", "open/mine", "closed/file", "home/file", "home/elements/mine/file"]) {
		writeFileSync(join(folder, name), "");
		chmodSync(join(folder, name), 0o644);
	}
	chmodSync(join(folder, "open/mine"), 0o640);
	chmodSync(join(folder, "closed"), 0o750);
	symlinkSync("nowhere", join(folder, "open/link"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
	["a file that everybody may read", "open/file", false],
	["a file that some may not read", "open/mine", true],
	["a folder that everybody may list", "open", false],
	["a file in a folder that some may not enter", "closed/file", true],
	["a file in the caller's home, however open", "home/file", true],
	["an element in the caller's home", "home/elements/mine/file", false],
	["a folder of programs in the caller's home", "home/elements", false],
	["a link", "open/link", false],
	["a file that is gone again", "open/gone", false],
])("%s", (_, path, isPrivate) => {
	const homes = { home: join(folder, "home"), open: [join(folder, "home/elements")] };
	expect(isPrivatePlace(join(folder, path), homes)).toBe(isPrivate);
});

test("a home that is the whole system hides nothing", () => {
	expect(isPrivatePlace(join(folder, "open/file"), { home: "/", open: [] })).toBe(false);
});
