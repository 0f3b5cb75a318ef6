import { describe, expect, test } from "vitest";
import { expandMatrix, MOST_BUILDS, parseArchitectures, parseReleases } from "../../../src/core/batch/matrix.js";

const names = (request: Parameters<typeof expandMatrix>[0]) => expandMatrix(request).map(({ name }) => name);

describe("a matrix", () => {
	test("has each profile in each release for each architecture, in that order", () => {
		const request = {
			profiles: ["web", "db"],
			elements: ["vim"],
			releases: ["bookworm", "trixie"],
			architectures: ["amd64", "arm64"],
		};
		const cells = expandMatrix(request);
		expect(cells.map(({ name }) => name)).toEqual([
			...["web-bookworm-amd64", "web-bookworm-arm64", "web-trixie-amd64", "web-trixie-arm64"],
			...["db-bookworm-amd64", "db-bookworm-arm64", "db-trixie-amd64", "db-trixie-arm64"],
		]);
		expect(cells[1]).toEqual({
			name: "web-bookworm-arm64",
			suffix: "-bookworm-arm64",
			targets: ["web", "vim"],
			profile: "web",
			release: "bookworm",
			architecture: "arm64",
		});
	});

	test("tells in names only what differs", () => {
		expect(names({ profiles: ["web", "db"], elements: [], releases: ["trixie"] })).toEqual(["web", "db"]);
		expect(names({ profiles: [], elements: ["vm", "debian-minimal"], releases: ["bookworm", "trixie"] })).toEqual([
			"bookworm",
			"trixie",
		]);
	});

	test("tells profiles of one name by their paths", () => {
		expect(names({ profiles: ["a/web.yaml", "b/web.yaml", "db"], elements: [] })).toEqual([
			"a/web.yaml",
			"b/web.yaml",
			"db",
		]);
	});

	test("has a profile once", () => {
		expect(() => names({ profiles: ["web", "db", "web"], elements: [] })).toThrow("names web twice");
	});

	test("has a bound that is told with what was asked for", () => {
		const releases = Array.from({ length: 100 }, (_, index) => `r${index}`);
		const profiles = Array.from({ length: 6 }, (_, index) => `p${index}`);
		expect(() => names({ profiles, elements: [], releases })).toThrow(
			`These are 600 builds, and at most ${MOST_BUILDS}`,
		);
		expect(names({ profiles: profiles.slice(0, 1), elements: [], releases })).toHaveLength(100);
	});
});

describe("a list of values", () => {
	test("is separated by commas, blanks beside them or not", () => {
		expect(parseReleases("bookworm, trixie")).toEqual(["bookworm", "trixie"]);
	});

	test.each(["", ",", "trixie,", ",trixie", "bookworm,,trixie", " "])("has no empty ones: '%s'", (text) => {
		expect(() => parseReleases(text)).toThrow(/^--release is/);
	});

	test("names nothing twice, by whichever name", () => {
		expect(() => parseReleases("trixie,trixie")).toThrow("--release names trixie twice");
		expect(() => parseArchitectures("arm64,amd64,aarch64")).toThrow("--arch names aarch64 twice, which is arm64");
	});
});
