import { expect, test } from "vitest";
import { indexName, indexPlace, suiteAddress } from "../../../src/core/apt/index-place.js";
import { parseSourcesFile, parseSourcesList, sourcesOfEnvironment, unique } from "../../../src/core/apt/sources.js";

const source = (uri: string, suite: string, ...components: string[]) => ({ uri, suite, components });

test.each([
	["deb http://m/debian/ bookworm main contrib", [source("http://m/debian", "bookworm", "contrib", "main")]],
	["deb [arch=amd64 signed-by=/k.gpg] https://m:80/x sid main # why", [source("https://m:80/x", "sid", "main")]],
	["  deb http://m/flat ./", [source("http://m/flat", "./")]],
	["deb-src http://m/debian bookworm main\n# deb http://m/debian bookworm main", []],
	["deb http://name:word@m/debian bookworm main", []],
	["deb http://m/debian?key=1 bookworm main", []],
	["deb cdrom:[Debian]/ bookworm main\ndeb file:/srv bookworm main\ndeb mirror+file:/m bookworm main", []],
	["deb http://m/debian\ndeb\nnonsense\ndeb http://m/debian bookworm\ndeb http://m ../../etc/ ", []],
])("sources.list: %s", (text, sources) => {
	expect(parseSourcesList(text)).toEqual(sources);
});

test("files in deb822's form have a source for each address and suite", () => {
	const text =
		"Types: deb deb-src\nURIs: http://m/debian\nSuites: bookworm\n bookworm-updates\nComponents: main\nSigned-By: /k\n\n" +
		"Types: deb-src\nURIs: http://m/x\nSuites: a\nComponents: main\n\nEnabled: no\nTypes: deb\nURIs: http://m/y\nSuites: a\nComponents: main\n";
	expect(parseSourcesFile(text)).toEqual([
		source("http://m/debian", "bookworm", "main"),
		source("http://m/debian", "bookworm-updates", "main"),
	]);
});

test("what elements of Debian are told by variables", () => {
	const conf = "default:deb http://m/debian bookworm main\nsecurity:deb http://s/ bookworm-security main\n";
	const own = { DISTRO_NAME: "debian", DIB_DISTRIBUTION_MIRROR: "http://m/debian", DIB_RELEASE: "bookworm" };
	const both = [source("http://m/debian", "bookworm", "main"), source("http://s", "bookworm-security", "main")];
	expect(sourcesOfEnvironment({ DIB_APT_SOURCES_CONF: conf, ...own })).toEqual(both);
	expect(sourcesOfEnvironment({ ...own, DIB_DEBIAN_COMPONENTS: "main,contrib" })).toEqual([
		source("http://m/debian", "bookworm", "contrib", "main"),
	]);
	expect(sourcesOfEnvironment({ ...own, DISTRO_NAME: "fedora" })).toEqual([]);
	expect(sourcesOfEnvironment({})).toEqual([]);
	expect(unique([...both, ...both])).toEqual(both);
});

test.each([
	[
		{ ...source("http://m/debian", "bookworm", "main"), architectures: ["amd64", "i386"] },
		"http://m/debian/dists/bookworm",
	],
	[{ ...source("http://m/flat", "./"), architectures: ["amd64"] }, "http://m/flat/."],
])("the name of an input holds all of a place: %s", (place, address) => {
	expect(indexPlace(indexName(place))).toEqual(place);
	expect(suiteAddress(place)).toBe(address);
	expect(indexPlace("package openssl")).toBeUndefined();
	expect(indexPlace("index of x")).toBeUndefined();
});
