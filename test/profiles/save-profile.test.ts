import {
	chmodSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Profile } from "../../src/core/profile/profile.js";
import { loadProfile } from "../../src/profiles/load-profile.js";
import { saveProfile } from "../../src/profiles/save-profile.js";
import { profileFoldersWith, userErrorOf } from "../support/profile-folders.js";

const BASE = "version: 1\nname: base\ntitle: Base\nrelease: bookworm\nelements: [vm, os]\nvariables: {A: '1'}\n";
const minimal: Profile = { version: 1, elements: ["vm"] };
const text = (file: string) => readFileSync(file, "utf8");

describe("saving a new profile", () => {
	test("makes the folder and leaves nothing else behind", () => {
		const where = profileFoldersWith({});
		const saved = saveProfile("web", { ...minimal, title: "Wéb 漢字 \u001b[31m" }, where);
		expect(saved).toMatchObject({ name: "web", file: join(where.saved, "web.yaml"), notes: [] });
		expect(readdirSync(where.saved)).toEqual(["web.yaml"]);
		const loaded = loadProfile("web", where);
		expect(loaded.profile).toEqual({ ...minimal, name: "web", title: "Wéb 漢字 \u001b[31m" });
		expect(loaded.fingerprint).toBe(saved.fingerprint);
	});

	test("a variant says only what differs", () => {
		const where = profileFoldersWith({ "shipped/base.yaml": BASE });
		const { profile } = loadProfile("base", where);
		saveProfile("web", { ...profile, extends: "base", title: "Web", elements: ["vm", "os", "nginx"] }, where);
		expect(text(join(where.saved, "web.yaml"))).toBe("version: 1\ntitle: Web\nextends: base\nelements:\n  - nginx\n");
	});

	test("one that takes something away stands alone, and says so", () => {
		const where = profileFoldersWith({ "shipped/base.yaml": BASE });
		const { notes } = saveProfile("web", { version: 1, extends: "base", release: "bookworm", elements: ["vm"] }, where);
		expect(notes).toEqual(["It holds everything itself now, because it leaves out something that 'base' has"]);
		expect(loadProfile("web", where).profile).toEqual({
			version: 1,
			name: "web",
			release: "bookworm",
			elements: ["vm"],
		});
	});

	test("one under its base's name stands alone too, directly and through others", () => {
		const where = profileFoldersWith({
			"shipped/base.yaml": BASE,
			"saved/web.yaml": "version: 1\nextends: base\ntitle: Web\n",
		});
		const { profile } = loadProfile("base", where);
		saveProfile("base", { ...profile, extends: "base", release: "trixie" }, where);
		expect(loadProfile("base", where).profile).toMatchObject({ release: "trixie", elements: ["vm", "os"] });
		expect(loadProfile("web", where).profile.release).toBe("trixie");
		const variant = { ...loadProfile("web", where).profile, extends: "web", release: "sid" };
		const { notes } = saveProfile("base", variant, where, { overwrite: true });
		expect(notes).toEqual(["It holds everything itself now, because 'web' extends it"]);
		expect(loadProfile("web", where).profile.release).toBe("sid");
	});

	test("relative paths count from where the profile was loaded", () => {
		const where = profileFoldersWith({
			"cwd/a.yaml":
				"version: 1\nuser: {ssh-key: ./id.pub}\nvariables: {T: {from-file: t.txt}}\nmirrors: {apt-sources: ~/s.list}\n",
		});
		const { profile, file } = loadProfile("a.yaml", where);
		saveProfile("web", profile, where, { from: file });
		expect(loadProfile("web", where).profile).toMatchObject({
			user: { "ssh-key": join(where.cwd, "id.pub") },
			variables: { T: { "from-file": join(where.cwd, "t.txt") } },
			mirrors: { "apt-sources": "~/s.list" },
		});
	});
});

describe("replacing a profile", () => {
	const old = "# Ours.\nversion: 1\nname: web # here\nelements: [vm] # all\n";

	test("keeps comments, order, mode and symbolic links", () => {
		const where = profileFoldersWith({ "cwd/dotfiles/web.yaml": old });
		mkdirSync(where.saved);
		symlinkSync(join(where.cwd, "dotfiles/web.yaml"), join(where.saved, "web.yaml"));
		chmodSync(join(where.cwd, "dotfiles/web.yaml"), 0o640);
		const { profile, fingerprint } = loadProfile("web", where);
		saveProfile("web", { ...profile, elements: ["vm", "os"] }, where, { fingerprint });
		expect(lstatSync(join(where.saved, "web.yaml")).isSymbolicLink()).toBe(true);
		expect(statSync(join(where.saved, "web.yaml")).mode & 0o777).toBe(0o640);
		expect(text(join(where.saved, "web.yaml"))).toBe(
			"# Ours.\nversion: 1\nname: web # here\nelements: [ vm, os ] # all\n",
		);
	});

	test("needs a word", () => {
		const where = profileFoldersWith({ "saved/web.yaml": old });
		expect(userErrorOf(() => saveProfile("web", minimal, where)).code).toBe("profile-exists");
		expect(text(join(where.saved, "web.yaml"))).toBe(old);
		saveProfile("web", { version: 1, elements: ["os"] }, where, { overwrite: true });
		expect(loadProfile("web", where).profile.elements).toEqual(["os"]);
	});

	test("that another program has changed is refused with the choices", () => {
		const where = profileFoldersWith({ "saved/web.yaml": old });
		const { profile, fingerprint } = loadProfile("web", where);
		writeFileSync(join(where.saved, "web.yaml"), `${old}release: sid\n`);
		const error = userErrorOf(() => saveProfile("web", profile, where, { fingerprint }));
		expect(error.code).toBe("profile-changed");
		expect(error.next.map((step) => step.split(",")[0])).toEqual([
			"Save under another name",
			"Reload it",
			"Overwrite it",
		]);
		expect(text(join(where.saved, "web.yaml"))).toBe(`${old}release: sid\n`);
	});

	test.each([
		["damaged", "version: [1\n"],
		["damaged", "version: 1\nelemnts: [vm]\n"],
		["newer", "version: 99\nsomething: else\n"],
	])("that is %s sets the old file aside", (suffix, content) => {
		const where = profileFoldersWith({ "saved/web.yaml": content });
		expect(userErrorOf(() => saveProfile("web", minimal, where)).code).toBe("profile-exists");
		const { setAside = "", notes } = saveProfile("web", minimal, where, { overwrite: true });
		expect(setAside).toMatch(new RegExp(`/web\\.yaml\\.${suffix}-\\d{4}-\\d\\d-\\d\\dT`));
		expect(notes.join()).toContain(setAside);
		expect(text(setAside)).toBe(content);
		expect(loadProfile("web", where).profile.elements).toEqual(["vm"]);
	});

	test("with anchors still says what it should", () => {
		const where = profileFoldersWith({
			"saved/web.yaml": "version: 1\nvariables: &v {A: '1'}\nmirrors: {debian: &d x, proxy: *d}\n",
		});
		const wanted: Profile = { version: 1, variables: { A: "2" }, mirrors: { debian: "y", proxy: "x" } };
		saveProfile("web", wanted, where, { overwrite: true });
		expect(loadProfile("web", where).profile).toEqual({ ...wanted, name: "web" });
	});
});

describe("what cannot be saved", () => {
	test.each([
		["", "empty"],
		["a/b", "slash"],
		[".hidden", "begin with '.'"],
		["-x", "begin with '-'"],
		["web.yaml", "suffix"],
		["漢字", "letters"],
		["a b", "letters"],
		["x\u001b[31m", "letters"],
		["x".repeat(65), "64"],
	])("the name %j", (name, reason) => {
		const where = profileFoldersWith({});
		const error = userErrorOf(() => saveProfile(name, minimal, where));
		expect(error.code).toBe("bad-profile-name");
		expect(error.message).toContain(reason);
		expect(error.message).not.toMatch(/\u001b/);
	});

	test("secrets, by name or by what an element says", () => {
		const where = profileFoldersWith({});
		const token = { ...minimal, variables: { SITE_TOKEN: "hunter22", PLAIN: "x" } };
		const error = userErrorOf(() => saveProfile("web", token, where));
		expect(error.code).toBe("secret-in-profile");
		expect(`${error.message} ${error.next}`).toContain("SITE_TOKEN: {from-env: SITE_TOKEN}");
		expect(`${error.message} ${error.next}`).not.toContain("hunter22");
		const isSecret = (name: string) => name === "PLAIN";
		const plain = { ...minimal, variables: { PLAIN: "x" } };
		expect(userErrorOf(() => saveProfile("web", plain, where, { isSecret })).message).toContain("'PLAIN'");
		saveProfile("web", { ...minimal, variables: { SITE_TOKEN: { "from-env": "T" } } }, where);
	});

	test("values that the format does not know", () => {
		const where = profileFoldersWith({});
		const wrong = { version: 1, disk: { size: "big" } } as Profile;
		expect(userErrorOf(() => saveProfile("web", wrong, where)).message).toContain("disk.size");
		expect(() => readdirSync(where.saved)).toThrow();
	});

	test("anything where nothing can be written", () => {
		const where = profileFoldersWith({ file: "" });
		const below = { ...where, saved: join(where.root, "file/profiles") };
		const error = userErrorOf(() => saveProfile("web", minimal, below));
		expect(error).toMatchObject({ code: "folder-unwritable", exitCode: 3 });
		expect(error.message).toContain("a part of the path is not a folder");
		expect(error.next).toEqual(["Set XDG_CONFIG_HOME to a folder you may write to."]);
	});
});
