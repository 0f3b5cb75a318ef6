import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { callersEnvironment, realPath, settleSurroundings } from "../../src/host/surroundings.js";
import { completePath } from "../../src/host/system-path.js";
import { homeFolder, userFolders } from "../../src/host/user-folders.js";
import { temporaryFolder } from "../support/elements.js";

test.each([
	["/usr/bin:/bin", "/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"],
	["/usr/sbin:/usr/bin", "/usr/sbin:/usr/bin:/usr/local/sbin:/sbin"],
	["", "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"],
	["/nonexistent", "/nonexistent:/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"],
	[undefined, "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"],
])("PATH %j finds the system's tools, behind what it names itself", (given, complete) => {
	expect(completePath(given)).toBe(complete);
});

test("what the caller tells every bash is kept from ours, and given to hooks", () => {
	const given = { ...process.env };
	try {
		process.env.SHELLOPTS = "noexec";
		process.env.BASH_ENV = "/nonexistent";
		settleSurroundings();
		expect([process.env.SHELLOPTS, process.env.BASH_ENV]).toEqual([undefined, undefined]);
		expect(callersEnvironment()).toMatchObject({ SHELLOPTS: "noexec", BASH_ENV: "/nonexistent" });
	} finally {
		process.env = given;
	}
});

test("a real path has no links, also where its end does not exist yet", () => {
	const folder = temporaryFolder();
	mkdirSync(join(folder, "real"));
	symlinkSync("real", join(folder, "link"));
	expect(realPath(join(folder, "link"))).toBe(join(folder, "real"));
	expect(realPath(join(folder, "link/not/yet"))).toBe(join(folder, "real/not/yet"));
	expect(realPath("/")).toBe("/");
});

test("the user's folders: what the specification says, relative ones passed over, a home without HOME", () => {
	expect(userFolders({ HOME: "/home/me" })).toEqual({
		config: "/home/me/.config/diskwright",
		state: "/home/me/.local/state/diskwright",
		cache: "/home/me/.cache/diskwright",
		data: "/home/me/.local/share/diskwright",
	});
	expect(userFolders({ HOME: "/home/me", XDG_STATE_HOME: "/s", XDG_CACHE_HOME: "here" })).toMatchObject({
		state: "/s/diskwright",
		cache: "/home/me/.cache/diskwright",
	});
	expect(homeFolder({})).toMatch(/^\//);
});
