import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { UserError } from "../../src/core/errors.js";
import { findProfile, loadProfile } from "../../src/profiles/load-profile.js";
import { listProfiles, type ProfileFolders, profileFolders } from "../../src/profiles/profile-files.js";
import { temporaryFolder, writeTree } from "../support/elements.js";

function folders(files: Record<string, string>): ProfileFolders & { root: string } {
	const root = temporaryFolder();
	writeTree(root, files);
	return { saved: join(root, "saved"), shipped: join(root, "shipped"), cwd: join(root, "cwd"), root };
}

describe("profiles", () => {
	test("a saved profile hides a shipped one; paths work as well", () => {
		const where = folders({
			"shipped/a.yaml": "version: 1\n",
			"shipped/b.yaml": "version: 1\ntitle: shipped\n",
			"saved/b.yaml": "version: 1\ntitle: saved\n",
			"saved/.hidden.yaml": "",
			"cwd/c.yaml": "version: 1\n",
		});
		expect(listProfiles(where).map(({ name, kind }) => [name, kind])).toEqual([
			["a", "shipped"],
			["b", "saved"],
		]);
		expect(loadProfile("b", where).profile).toMatchObject({ name: "b", title: "saved" });
		expect(loadProfile("c.yaml", where).profile.name).toBe("c");
		expect(findProfile("./nope.yaml", where)).toBeUndefined();
	});

	test("a variant adds to lists, merges maps, replaces values, and has its own name", () => {
		const where = folders({
			"shipped/base.yaml":
				"version: 1\nname: base\ntitle: Base\nimage-name: base\nrelease: bookworm\nelements: [vm, os]\nvariables: {A: '1', B: '2'}\n",
			"shipped/variant.yaml": "version: 1\nextends: base\nelements: [os, web]\nvariables: {B: '3'}\nrelease: trixie\n",
		});
		const { profile, placeOf } = loadProfile("variant", where);
		expect(profile).toEqual({
			version: 1,
			name: "variant",
			extends: "base",
			release: "trixie",
			elements: ["vm", "os", "web"],
			variables: { A: "1", B: "3" },
		});
		expect(placeOf(["release"])).toMatchObject({ file: join(where.shipped, "variant.yaml"), line: 5 });
		expect(placeOf(["variables", "A"]).file).toBe(join(where.shipped, "base.yaml"));
	});

	test("extends takes paths relative to the profile", () => {
		const where = folders({
			"cwd/sub/one.yaml": "version: 1\nextends: ./two.yaml\n",
			"cwd/sub/two.yaml": "version: 1\nrelease: sid\n",
		});
		expect(loadProfile("sub/one.yaml", where).profile.release).toBe("sid");
	});

	test.each([
		["debain-vm", "profile-not-found", "Did you mean debian-vm?"],
		["./no/such.yaml", "profile-not-found", "Profiles: "],
		["loop-a", "circular-profile", "extends"],
		["orphan", "profile-not-found", "Profiles: "],
	])("%s: %s", (name, code, next) => {
		const where = folders({
			"shipped/debian-vm.yaml": "version: 1\n",
			"shipped/loop-a.yaml": "version: 1\nextends: loop-b\n",
			"shipped/loop-b.yaml": "version: 1\nextends: loop-a\n",
			"shipped/orphan.yaml": "version: 1\nextends: nothing\n",
		});
		try {
			loadProfile(name, where);
			expect.unreachable();
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			expect(error.code).toBe(code);
			expect(error.next.join("\n")).toContain(next);
		}
	});

	test.each(["debian-vm", "debian-cloud", "debian-minimal-raw"])("the shipped profile %s is valid", (name) => {
		const where = profileFolders({ XDG_CONFIG_HOME: "/nonexistent" }, join(import.meta.dirname, "../.."), "/");
		const { profile } = loadProfile(name, where);
		expect(profile).toMatchObject({ name, distribution: "debian", release: "bookworm" });
		expect(profile.elements).toContain("debian-minimal");
	});
});
