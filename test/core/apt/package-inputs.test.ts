import { expect, test } from "vitest";
import { architecturesOf, parseDpkgStatus } from "../../../src/core/apt/dpkg-status.js";
import { indexReader, parseIndexLine } from "../../../src/core/apt/index-lines.js";
import { isPackageInput, PackageAnswers, packageQuestions } from "../../../src/core/apt/package-inputs.js";
import { indexFiles, readReleaseIndexes } from "../../../src/core/apt/release-indexes.js";
import { differenceText, firstDifference } from "../../../src/core/layers/input.js";
import { type IndexedPackages, packagesText } from "../../support/apt-index.js";

const STATUS = [
	"Package: openssl\nStatus: install ok installed\nArchitecture: amd64\nVersion: 3.0.15-1\nDepends: libc6 (>= 2.34), libssl3 (= 3.0.15-1)\nRecommends: ca-certificates",
	"Package: libssl3\nStatus: install ok installed\nArchitecture: amd64\nPre-Depends: debconf (>= 0.5) | debconf-2.0",
	"Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nDepends: libgcc-s1 | libgcc1:any",
	"Package: cdebconf\nStatus: install ok installed\nArchitecture: all\nProvides: debconf-2.0",
	"Package: libc6\nStatus: install ok installed\nArchitecture: i386",
	"Package: removed\nStatus: deinstall ok config-files\nArchitecture: amd64\nDepends: never",
].join("\n\n");
const INSTALLED = parseDpkgStatus(STATUS);
const QUESTIONS = packageQuestions(INSTALLED, "amd64");

const INDEX: IndexedPackages = {
	openssl: { Version: "3.0.15-1", Depends: "libc6 (>= 2.34), libssl3 (= 3.0.15-1)" },
	libssl3: { Version: "3.0.15-1" },
	libc6: { Version: "2.36", Priority: "required" },
	"ca-certificates": { Version: "2023", Architecture: "all" },
	"libgcc-s1": { Version: "12" },
	cdebconf: { Provides: "debconf-2.0", Architecture: "all" },
	debconf: { Provides: "debconf-2.0", Depends: "perl (= 1)" },
	unrelated: {},
};

function inputs(...indexes: IndexedPackages[]) {
	const answers = new PackageAnswers(QUESTIONS, "amd64");
	for (const [number, packages] of indexes.entries()) {
		const reader = indexReader((line) => answers.add(number, parseIndexLine(line)));
		reader.push(packagesText(packages));
		reader.end();
	}
	return answers.inputs();
}

/** What a change of the index is told as; undefined when it does not matter. */
function told(...indexes: IndexedPackages[]): string | undefined {
	const difference = firstDifference(inputs(INDEX), inputs(...indexes));
	return difference && differenceText(difference);
}

test("installed packages are asked for, and what else could have been taken for what they need", () => {
	expect(QUESTIONS).toEqual([
		"package cdebconf",
		"package libc6",
		"package libc6:i386",
		"package libssl3",
		"package openssl",
		"choice of ca-certificates",
		"choice of debconf (>= 0.5)",
		"choice of debconf-2.0",
		"choice of libgcc-s1",
		"choice of libgcc1",
		"packages of a base system",
	]);
	expect(architecturesOf(INSTALLED)).toEqual(["amd64", "i386"]);
	expect(QUESTIONS.every(isPackageInput)).toBe(true);
	expect(isPackageInput("environment package")).toBe(false);
	expect(parseDpkgStatus("nonsense\n\n\0\n")).toEqual([]);
});

const changed = (name: string, fields: Readonly<Record<string, string>>): IndexedPackages => ({
	...INDEX,
	[name]: { ...INDEX[name], ...fields },
});

test.each<[string, IndexedPackages[], string | undefined]>([
	["the same", [INDEX], undefined],
	["a package that nobody has installed", [{ ...INDEX, fresh: {} }], undefined],
	["another version of one that nobody needs", [changed("unrelated", { Version: "2" })], undefined],
	["another version of one that was only recommended", [changed("ca-certificates", { Version: "2024" })], undefined],
	["another version of one that was only one of several", [changed("debconf", { Description: "x" })], undefined],
	[
		"other descriptions and places",
		[changed("openssl", { Description: "new", Filename: "pool/x", Tag: "y" })],
		undefined,
	],
	["an index of nothing that counts", [INDEX, { unrelated: { Version: "3" } }], undefined],
	["a new version", [changed("openssl", { Version: "3.0.16-1" })], "openssl 3.0.15-1 → 3.0.16-1"],
	["a new version in another index", [INDEX, { openssl: { Version: "3.0.16-1" } }], "openssl 3.0.15-1 → 3.0.16-1"],
	[
		"the same in another index, which may be preferred",
		[INDEX, { libssl3: { Version: "3.0.15-1" } }],
		"libssl3 3.0.15-1 is not what it was: it needs other packages, or was made anew",
	],
	["a package that is gone", [(({ openssl: _, ...others }) => others)(INDEX)], "openssl 3.0.15-1 → no version"],
	[
		"other dependencies",
		[changed("libssl3", { Depends: "zlib1g" })],
		"libssl3 3.0.15-1 is not what it was: it needs other packages, or was made anew",
	],
	["a package made anew", [changed("libssl3", { SHA256: "0" })], /libssl3 3.0.15-1 is not what it was/.source],
	[
		"a new one for what is needed",
		[{ ...INDEX, other: { Provides: "debconf-2.0 (= 1)" } }],
		"what can be installed for debconf (>= 0.5) has changed",
	],
	[
		"one that comes before what was taken",
		[{ ...INDEX, libgcc1: {} }],
		"what can be installed for libgcc1 has changed",
	],
	[
		"the version of one that was asked for by version",
		[changed("debconf", { Version: "2" })],
		"what can be installed for debconf (>= 0.5) has changed",
	],
	[
		"a package that systems begin with",
		[{ ...INDEX, fresh: { Priority: "required" } }],
		"other packages than before make a base system",
	],
	["another architecture's version", [INDEX, { libc6: { Architecture: "i386" } }], "libc6:i386 no version → 1"],
])("of an index counts: %s", (what, indexes, difference) => {
	if (what.startsWith("a new one for")) expect(told(...indexes)).toMatch(/^what can be installed for debconf/);
	else if (difference === undefined) expect(told(...indexes)).toBeUndefined();
	else expect(told(...indexes)).toMatch(difference);
});

const RELEASE = (more: string) =>
	`-----BEGIN PGP SIGNED MESSAGE-----\n\nSuite: stable\nArchitectures: all amd64\nComponents: main\n${more}MD5Sum:\n ${"1".repeat(32)} 1 main/binary-amd64/Packages\nSHA256:\n ${"a".repeat(64)} 1 main/binary-amd64/Packages\n ${"b".repeat(64)} 1 main/binary-amd64/Packages.xz\n ${"c".repeat(64)} 1 main/binary-all/Packages.gz\n ${"d".repeat(64)} 1 main/i18n/Translation-en\n`;

test("a Release file tells indexes by their checksums, those for all architectures where apt fetches them apart", () => {
	const place = { components: ["main", "contrib"], architectures: ["amd64", "i386"] };
	const files = (text: string) => indexFiles(place, readReleaseIndexes(text) ?? { sums: {}, allInEach: false });
	expect(files(RELEASE(""))).toEqual([
		{
			identity: "a".repeat(64),
			forms: [
				{ path: "main/binary-amd64/Packages.xz", sha256: "b".repeat(64) },
				{ path: "main/binary-amd64/Packages", sha256: "a".repeat(64) },
			],
		},
		{ identity: "c".repeat(64), forms: [{ path: "main/binary-all/Packages.gz", sha256: "c".repeat(64) }] },
	]);
	expect(files(RELEASE("No-Support-for-Architecture-all: Packages\n"))).toHaveLength(1);
	expect(files(RELEASE("").replace("all amd64", "amd64"))).toHaveLength(1);
	expect(readReleaseIndexes("<html><title>Please log in</title></html>")).toBeUndefined();
});
