import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../support/elements.js";
import { ELEMENTS } from "../hook-root.js";

function pkgMap(map: unknown, ...args: string[]) {
	const file = join(temporaryFolder(), "map");
	writeFileSync(file, JSON.stringify(map));
	const { status, stdout } = spawnSync("python3", [join(ELEMENTS, "pkg-map/bin/pkg-map"), "--pkg-map", file, ...args], {
		encoding: "utf8",
		env: { PATH: process.env.PATH, DISTRO_NAME: "debian" },
	});
	return { status, stdout };
}

describe("pkg-map (contract §12.2)", () => {
	test("every word that is not an option is a name, wherever it stands", () => {
		const map = { default: { a: "x", b: "y" } };
		expect(pkgMap(map, "a", "--missing-ok", "b")).toEqual({ status: 0, stdout: "x\ny\n" });
		expect(pkgMap(map, "--missing-ok", "-c", "a")).toEqual({ status: 0, stdout: "-c\nx\n" });
		expect(pkgMap(map, "a", "--prefix", "-", "b")).toEqual({ status: 0, stdout: "-x\n-y\n" });
		expect(pkgMap(map, "a", "c")).toEqual({ status: 1, stdout: "x\n" });
		expect(pkgMap(map, "-c")).toEqual({ status: 1, stdout: "" });
	});

	test("no release is not the release of an empty name", () => {
		const map = { release: { debian: { "": { a: "of the empty one" } } }, default: { a: "x" } };
		expect(pkgMap(map, "a")).toEqual({ status: 0, stdout: "x\n" });
	});

	test("a release that maps no names is refused", () => {
		expect(pkgMap({ release: { debian: { "12": null } } }, "--release", "12", "--missing-ok", "a").status).toBe(1);
	});
});
