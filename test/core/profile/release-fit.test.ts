import { expect, test } from "vitest";
import { layoutInstead } from "../../../src/core/disk/layout-fit.js";
import type { OperatingSystem } from "../../../src/core/element/operating-systems.js";
import type { Profile } from "../../../src/core/profile/profile.js";
import { releaseMisfit, withFittingRelease } from "../../../src/core/profile/release-fit.js";
import { withArchitecture } from "../../../src/core/profile/with-architecture.js";

const system = (element: string, distribution: string, names: readonly string[], usual?: string): OperatingSystem => ({
	...{ element, distribution, releases: names.map((name) => ({ name })), architectures: [], tools: [], mirrors: [] },
	...(usual ? { usual } : {}),
});
const DEBIAN = system("debian-minimal", "debian", ["trixie", "bookworm"], "bookworm");
const UBUNTU = system("ubuntu-minimal", "ubuntu", ["noble", "jammy"]);
const BARE_DEBIAN = system("debian-systemd", "debian-systemd", []);
const FEDORA = system("fedora", "fedora", []);
const ALL = [DEBIAN, UBUNTU, BARE_DEBIAN, FEDORA];

test.each([
	["its own", "jammy", UBUNTU, undefined],
	["another distribution's: the newest is taken", "bookworm", UBUNTU, "noble"],
	["another distribution's: the element's usual one is taken", "noble", DEBIAN, "bookworm"],
	["none at all", undefined, UBUNTU, undefined],
	["one that an element without a list may have", "41", FEDORA, undefined],
	["a release that another element of the same distribution lists", "bookworm", BARE_DEBIAN, undefined],
])("a release fits or not: %s", (_, release, chosen, fitting) => {
	expect(releaseMisfit(release, chosen, ALL)?.fitting).toBe(fitting);
});

test("an element without a list is not asked for another distribution's release", () => {
	expect(releaseMisfit("bookworm", FEDORA, ALL)).toEqual({ system: FEDORA, release: "bookworm" });
});

const profile = (more: Partial<Profile>): Profile => ({
	...{ version: 1, distribution: "debian", release: "bookworm", elements: ["ubuntu-minimal"] },
	...more,
});

test("distribution, release and mirrors follow the operating system", () => {
	const mirrors = { debian: "http://d.example/debian", proxy: "http://p.example" };
	expect(withFittingRelease(profile({ mirrors }), "bookworm", ALL)).toEqual(
		profile({ distribution: "ubuntu", release: "noble", mirrors: { proxy: "http://p.example" } }),
	);
	expect(withFittingRelease(profile({ elements: ["fedora"] }), "bookworm", ALL).release).toBeUndefined();
});

test("a release that a user chose stays; nothing follows while there are two operating systems or none", () => {
	expect(withFittingRelease(profile({}), "trixie", ALL)).toEqual(profile({ distribution: "ubuntu" }));
	for (const elements of [["ubuntu-minimal", "debian-minimal"], ["vm"]]) {
		expect(withFittingRelease(profile({ elements }), "bookworm", ALL)).toEqual(profile({ elements }));
	}
});

test.each([
	["mbr", "arm64", "efi"],
	["gpt", "aarch64", "efi"],
	["efi", "arm64", undefined],
	["mbr", "amd64", undefined],
	["mbr", "armhf", undefined],
	["efi", "ppc64le", "gpt"],
	["none", "arm64", undefined],
])("layout %s on %s: %s instead", (layout, architecture, instead) => {
	expect(layoutInstead(layout, architecture)).toBe(instead);
});

test("a layout that nobody chose gives way to the architecture's own; a chosen one stays", () => {
	const mbr = profile({ disk: { layout: "mbr", size: "4GiB" } });
	expect(withArchitecture(mbr, "arm64", "mbr")).toEqual(profile({ architecture: "arm64", disk: { size: "4GiB" } }));
	expect(withArchitecture(mbr, "arm64", "efi").disk).toEqual(mbr.disk);
	expect(withArchitecture(mbr, "armhf", "mbr").disk).toEqual(mbr.disk);
});
