import { expect, test } from "vitest";
import { dpkgPackage, packageOwners } from "../../../src/core/packages/owners.js";
import { askedNames } from "../../../src/engine/output/manifest.js";

const package_ = (name: string, ...needs: string[]) => ({ name, needs, basic: false });

test("a package belongs to the element that asks for it, or for what needs it by the shortest way; the rest to the system", () => {
	const packages = [
		{ ...package_("dpkg", "libc"), basic: true },
		package_("libc"),
		package_("ssh-server", "libc", "libssh"),
		package_("libssh", "libfar"),
		package_("libfar"),
		package_("htop", "libfar", "libc"),
		package_("stray"),
	];
	const asked = new Map([
		["ssh-server", "openssh-server"],
		["htop", "(asked for)"],
		["not-installed", "growroot"],
	]);
	expect(Object.fromEntries(packageOwners(packages, asked, "debian"))).toEqual({
		...{ dpkg: "debian", libc: "debian", stray: "debian" },
		...{ "ssh-server": "openssh-server", libssh: "openssh-server", htop: "(asked for)", libfar: "(asked for)" },
	});
});

test("a paragraph of dpkg's database", () => {
	const text = [
		"Package: openssh-server\nPriority: optional",
		"Pre-Depends: init-system-helpers (>= 1.54~), debconf",
		"Depends: libc6 (>= 2.36), libpam-modules:any | libpam-other",
		"Description: server\n Depends: not-this",
	].join("\n");
	expect(dpkgPackage(text)).toEqual({
		name: "openssh-server",
		needs: ["init-system-helpers", "debconf", "libc6", "libpam-modules", "libpam-other"],
		basic: false,
	});
	expect(dpkgPackage("Package: dpkg\nPriority: required\n").basic).toBe(true);
	expect(dpkgPackage("Package: base-files\nEssential: yes\n").basic).toBe(true);
});

test("what an element asks for, under its names in all distributions", () => {
	const map = JSON.stringify({ family: { debian: { kernel: "linux-image-amd64 firmware" } }, default: { other: "x" } });
	expect(askedNames("kernel:\n  arch: amd64\nsudo:\n", map)).toEqual([
		"kernel",
		"sudo",
		"linux-image-amd64",
		"firmware",
	]);
	expect(askedNames('{"sudo": null}', undefined)).toEqual(["sudo"]);
	expect(askedNames("- broken", "no map")).toEqual([]);
});
