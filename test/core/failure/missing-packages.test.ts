import { expect, test } from "vitest";
import { curesFor } from "../../../src/core/failure/cure-words.js";
import { foundWords, matchCauses } from "../../../src/core/failure/match-causes.js";
import { askersOf, missingPackages, unmetPackages } from "../../../src/core/failure/missing-packages.js";

/** What the package managers of eight distributions print last, each with the names that they lack. */
const MISSING: readonly (readonly [manager: string, names: string[], lines: string[]])[] = [
	["apt", ["nginxx", "vimm"], ["E: Unable to locate package nginxx", "E: Unable to locate package vimm"]],
	["apt 3", ["nginxx"], ["Error: Unable to locate package nginxx"]],
	["apt, obsolete", ["python-pip"], ["E: Package 'python-pip' has no installation candidate"]],
	["apt, a pattern", ["libfoo*"], ["E: Couldn't find any package by glob 'libfoo*'"]],
	["debootstrap", ["nginxx", "vimm"], ["E: Couldn't find these debs: nginxx vimm"]],
	["dnf 4", ["nginxx"], ["No match for argument: nginxx", "Error: Unable to find a match: nginxx"]],
	["dnf 4, colours", ["nginxx"], ["No match for argument: \u001b[1mnginxx\u001b[m"]],
	["dnf 5", ["nginxx"], ["Failed to resolve the transaction:", "No match for argument: nginxx"]],
	["yum", ["nginxx"], ["No package nginxx available.", "Error: Nothing to do"]],
	["microdnf", ["nginxx"], ["error: No package matches 'nginxx'"]],
	[
		"zypper",
		["nginxx"],
		["'nginxx' not found in package names. Trying capabilities.", "No provider of 'nginxx' found."],
	],
	["zypper, old", ["nginxx"], ["Package 'nginxx' not found."]],
	["pacman", ["nginxx"], ["error: target not found: nginxx"]],
	[
		"apk",
		["nginxx"],
		["ERROR: unable to select packages:", "  nginxx (no such package):", "    required by: world[nginxx]"],
	],
	["emerge", ["www-servers/nginxx"], ['emerge: there are no ebuilds to satisfy "www-servers/nginxx".']],
	["emerge, masked", ["app/x"], ['!!! All ebuilds that could satisfy "app/x" have been masked.']],
];

test.each(MISSING)("%s: the packages that do not exist are named, and the cause", (_, names, lines) => {
	expect(missingPackages(lines)).toEqual(names);
	const failure = { lines, message: "the hook 01-package-installs failed with status 1", exitCode: 1 };
	const [cause] = matchCauses(failure);
	expect(cause?.id).toBe("package-not-found");
	expect(cause && foundWords(cause, failure).PACKAGE, "the last or only one").toBeTypeOf("string");
});

test.each([
	[
		"apt",
		["web"],
		[
			" web : Depends: libfoo (>= 2) but it is not installable",
			"E: Unable to correct problems, you have held broken packages.",
		],
	],
	[
		"apt, a conflict",
		["web"],
		["The following packages have unmet dependencies:", " web : Conflicts: other but 1 is to be installed"],
	],
	[
		"dnf",
		["web"],
		["Error: ", " Problem: conflicting requests", "  - nothing provides libfoo.so needed by web-1.2-3.x86_64"],
	],
	["zypper", ["web"], ["Problem: nothing provides 'libfoo' needed by the to be installed web-1.2.x86_64"]],
	["pacman", ["web"], [":: unable to satisfy dependency 'libfoo' required by web"]],
	[
		"apk",
		["web"],
		["ERROR: unable to select packages:", "  web-1:", "    conflicts: other-1", "    required by: world[web]"],
	],
])("%s: what cannot be installed is named", (_, names, lines) => {
	expect(missingPackages(lines)).toEqual([]);
	expect(unmetPackages(lines)).toEqual(names);
	expect(matchCauses({ lines, message: "", exitCode: 1 })[0]?.id).toBe("dependencies-unmet");
});

test("a name that stands for several packages is that, and not one that does not exist", () => {
	const lines = [
		"Package awk is a virtual package provided by:",
		"  mawk 1",
		"E: Package 'awk' has no installation candidate",
	];
	const failure = { lines, message: "", exitCode: 100 };
	const [cause] = matchCauses(failure);
	expect(cause?.id).toBe("package-virtual");
	const words = { program: "disk-image-create", sized: false } as const;
	expect(cause && curesFor(cause, { ...words, found: foundWords(cause, failure) })[0]).toContain("instead of awk.");
});

test.each(["Setting up nginx (1.2) ...", "package nginx is already installed", "E: Package list is empty"])(
	"%s names nothing",
	(line) => {
		expect(missingPackages([line])).toEqual([]);
		expect(unmetPackages([line])).toEqual([]);
	},
);

/** Files of an element, at most one folder deep. */
const element = (name: string, texts: Record<string, string>) => {
	const files: Record<string, { kind: "file" }> = {};
	const dirs: Record<string, typeof files> = {};
	for (const [folder = "", file] of Object.keys(texts).map((path) => path.split("/"))) {
		if (file === undefined) files[folder] = { kind: "file" };
		else dirs[folder] = { ...dirs[folder], [file]: { kind: "file" } };
	}
	return { name, path: `/e/${name}`, files, dirs, texts };
};

test("whoever asks for a package is found by the line", () => {
	const elements = [
		element("list", { "package-installs.yaml": "# web\nother:\nweb:\n  phase: install.d\n", "README.rst": "web" }),
		element("mapped", {
			"pkg-map": '{"family":\n {"debian": {"httpd": "httpd2"}}}',
			"package-installs.yaml": "httpd:\n",
		}),
		element("old", { "install.d/package-installs-old": "tool\nlib-tool\n" }),
		element("hook", { "install.d/20-x": "#!/bin/bash\ninstall-packages by-hook web\n" }),
		element("path", { "install.d/30-x": "#!/bin/bash\ncp /etc/by-path/x by-path/\n" }),
	];
	const textOf = (file: string) => {
		const owner = elements.find(({ path }) => file.startsWith(`${path}/`));
		return owner?.texts[file.slice(owner.path.length + 1)] ?? "";
	};
	const asks = (name: string) =>
		askersOf(name, elements, textOf).map((one) => `${one.element} ${one.file}:${one.line}`);
	expect(asks("web")).toEqual(["list /e/list/package-installs.yaml:3"]);
	expect(asks("web:amd64"), "an architecture is not part of the name").toEqual(asks("web"));
	expect(asks("web=1.2-3")).toEqual(asks("web"));
	expect(asks("httpd2")).toEqual(["mapped /e/mapped/pkg-map:2"]);
	expect(asks("tool")).toEqual(["old /e/old/install.d/package-installs-old:1"]);
	expect(asks("by-hook")).toEqual(["hook /e/hook/install.d/20-x:2"]);
	expect(asks("by-path")).toEqual([]);
	expect(asks("nowhere")).toEqual([]);
});
