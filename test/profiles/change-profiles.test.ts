import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { deleteProfile, duplicateProfile, renameProfile } from "../../src/profiles/change-profiles.js";
import { loadProfile } from "../../src/profiles/load-profile.js";
import { listProfiles } from "../../src/profiles/profile-files.js";
import { readProfileList } from "../../src/profiles/profile-list.js";
import { profileFoldersWith, userErrorOf } from "../support/profile-folders.js";

const FILES = {
	"shipped/base.yaml": "# Shipped.\nversion: 1\nname: base\nelements: [vm] # small\n",
	"saved/web.yaml": "# Web.\nversion: 1\nname: web\nextends: base\nuser: {ssh-key: ./id.pub}\n",
	"saved/shop.yaml": "version: 1\nextends: web # ours\n",
	"saved/broken.yaml": "version: 1\nelements: [vm\n",
};
const text = (...path: string[]) => readFileSync(join(...path), "utf8");

test("renaming keeps comments and takes variants along", () => {
	const where = profileFoldersWith(FILES);
	expect(renameProfile("web", "site", where)).toEqual({ file: join(where.saved, "site.yaml"), variants: ["shop"] });
	expect(text(where.saved, "site.yaml")).toContain("# Web.\nversion: 1\nname: site\n");
	expect(text(where.saved, "shop.yaml")).toBe("version: 1\nextends: site # ours\n");
	expect(loadProfile("shop", where).profile.elements).toEqual(["vm"]);
	expect(existsSync(join(where.saved, "web.yaml"))).toBe(false);
});

test("a damaged profile can be renamed and deleted, but not copied", () => {
	const where = profileFoldersWith(FILES);
	renameProfile("broken", "later", where);
	expect(text(where.saved, "later.yaml")).toBe(FILES["saved/broken.yaml"]);
	expect(userErrorOf(() => duplicateProfile("later", "copy", where)).place?.line).toBe(3);
	expect(text(deleteProfile("later", where).movedTo)).toBe(FILES["saved/broken.yaml"]);
});

test("a shipped profile is copied, not changed", () => {
	const where = profileFoldersWith(FILES);
	for (const change of [() => renameProfile("base", "mine", where), () => deleteProfile("base", where)]) {
		const error = userErrorOf(change);
		expect(error.code).toBe("profile-shipped");
		expect(error.next.join()).toContain("diskwright profiles duplicate base my-base");
	}
	duplicateProfile("base", "mine", where);
	expect(text(where.saved, "mine.yaml")).toBe("# Shipped.\nversion: 1\nname: mine\nelements: [ vm ] # small\n");
	expect(listProfiles(where).find(({ name }) => name === "mine")?.kind).toBe("saved");
});

test("a copy from elsewhere still finds its files", () => {
	const where = profileFoldersWith({
		...FILES,
		"cwd/a/one.yaml": "version: 1\nextends: ./two.yaml\nuser: {ssh-key: id.pub}\n",
		"cwd/a/two.yaml": "version: 1\nrelease: sid\n",
	});
	duplicateProfile("a/one.yaml", "one", where);
	expect(loadProfile("one", where).profile).toMatchObject({
		release: "sid",
		user: { "ssh-key": join(where.cwd, "a/id.pub") },
	});
});

test("deleting moves the file, twice as well", () => {
	const where = profileFoldersWith({ "saved/x.yaml": "version: 1\n" });
	const first = deleteProfile("x", where);
	expect(first.movedTo).toMatch(/\/saved\/deleted\/x-2\d{3}-.*\.yaml$/);
	expect(text(first.movedTo)).toBe("version: 1\n");
	expect(listProfiles(where)).toEqual([]);
	expect(userErrorOf(() => deleteProfile("x", where)).code).toBe("profile-not-found");
});

test("a profile that others extend is deleted by force only", () => {
	const where = profileFoldersWith(FILES);
	const error = userErrorOf(() => deleteProfile("web", where));
	expect(error.code).toBe("profile-extended");
	expect(error.message).toContain("shop");
	deleteProfile("web", where, { force: true });
	expect(readProfileList(where).find(({ name }) => name === "shop")?.problem?.message).toContain("no profile 'web'");
});

test.each([
	["taken", () => ["web", "shop"], "profile-exists"],
	["bad", () => ["web", "a/b"], "bad-profile-name"],
	["unknown", () => ["wbe", "x"], "profile-not-found"],
])("a name that is %s", (_, names, code) => {
	const where = profileFoldersWith(FILES);
	const [from = "", to = ""] = names();
	expect(userErrorOf(() => renameProfile(from, to, where)).code).toBe(code);
	expect(userErrorOf(() => duplicateProfile(from, to, where)).code).toBe(code);
	expect(loadProfile("shop", where).profile.extends).toBe("web");
});

test("a copy cannot hide what it extends", () => {
	const where = profileFoldersWith(FILES);
	expect(userErrorOf(() => duplicateProfile("web", "base", where)).code).toBe("circular-profile");
});

test("the list shows everything, also what cannot be used", () => {
	const where = profileFoldersWith({
		...FILES,
		"saved/base.yaml": "version: 1\ntitle: Mine\n",
		"saved/alias.yaml": "version: 1\ntitle: *nowhere\n",
		"saved/newer.yaml": "version: 7\n",
		"saved/漢字.yaml": "version: 1\n",
		"saved/web.yaml.damaged-2026": "",
	});
	const rows = readProfileList(where).map(({ name, kind, title, problem, hidesShipped }) => [
		name,
		kind,
		title,
		problem && [problem.code, problem.place?.line],
		hidesShipped,
	]);
	expect(rows).toEqual([
		["alias", "saved", undefined, ["bad-profile", 1], false],
		["base", "saved", "Mine", undefined, true],
		["broken", "saved", undefined, ["bad-profile", 3], false],
		["newer", "saved", undefined, ["newer-version", 1], false],
		["shop", "saved", undefined, undefined, false],
		["web", "saved", undefined, undefined, false],
		["漢字", "saved", undefined, undefined, false],
	]);
});
