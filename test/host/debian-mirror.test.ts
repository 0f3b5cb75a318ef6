import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { debianMirrors } from "../../src/host/debian-mirror.js";
import { temporaryFolder } from "../support/elements.js";

const codename = /^VERSION_CODENAME=(.*)$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "";

afterEach(() => vi.unstubAllEnvs());

/** Gives apt these sources and an empty folder of lists, as on a machine that was never updated. */
function neverUpdated(...sources: string[]): string {
	const folder = temporaryFolder();
	mkdirSync(join(folder, "lists"));
	writeFileSync(join(folder, "sources.list"), sources.map((line) => `${line}\n`).join(""));
	const settings = [
		`Dir::State::lists "${folder}/lists";`,
		`Dir::Etc::sourcelist "${folder}/sources.list";`,
		'Dir::Etc::sourceparts "-";',
	];
	writeFileSync(join(folder, "apt.conf"), `${settings.join("\n")}\n`);
	vi.stubEnv("APT_CONFIG", join(folder, "apt.conf"));
	return folder;
}

test("the mirrors of a host are known before its first apt-get update; sources of others are not taken for them", async () => {
	neverUpdated(
		`deb http://127.0.0.1/tools ${codename} stable`,
		`deb http://127.0.0.1/more ${codename} main`,
		`deb http://127.0.0.1/debian ${codename} main`,
		`deb http://127.0.0.1/debian ${codename}-updates main`,
		`deb http://127.0.0.1/debian-security ${codename}-security main`,
	);
	expect(await debianMirrors()).toEqual({
		debian: "http://127.0.0.1/debian",
		debianSecurity: "http://127.0.0.1/debian-security",
	});
});

test("a host without updates has the mirror of its release; without sources it has none", async () => {
	neverUpdated(`deb http://127.0.0.1/debian/ ${codename} main contrib`);
	expect(await debianMirrors()).toEqual({ debian: "http://127.0.0.1/debian" });
	neverUpdated();
	expect(await debianMirrors()).toEqual({});
});

test("what a source says of itself counts more than its name, and its packages are not read for it", async () => {
	const folder = neverUpdated(
		`deb http://127.0.0.1/a ${codename} main`,
		`deb http://127.0.0.1/b strange main`,
		`deb http://127.0.0.1/c/d stranger main`,
	);
	const fetched = (name: string, text: string) => writeFileSync(join(folder, "lists", name), text);
	fetched(`127.0.0.1_a_dists_${codename}_InRelease`, "Origin: Somebody\nLabel: Debian\n");
	fetched(
		"127.0.0.1_b_dists_strange_InRelease",
		"-----BEGIN PGP SIGNED MESSAGE-----\n\nOrigin: Debian\nLabel: Debian\n",
	);
	fetched("127.0.0.1_c_d_dists_stranger_Release", "Origin: Debian\nLabel: Debian-Security\n");
	for (const suite of ["b_dists_strange", "c_d_dists_stranger"]) {
		fetched(`127.0.0.1_${suite}_main_binary-amd64_Packages`, "nothing that apt could read\n");
	}
	expect(await debianMirrors()).toEqual({
		debian: "http://127.0.0.1/b",
		debianSecurity: "http://127.0.0.1/c/d",
	});
});
