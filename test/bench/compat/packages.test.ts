import { expect, test } from "vitest";
import { asTree, follows, parsePackages } from "./packages.js";
import { compareTrees } from "./tree.js";

const entry = (name: string, needs = "", state = "install ok installed") =>
	`Package: ${name}\nStatus: ${state}\nVersion: 1\n${needs}`;

const big = parsePackages(
	[
		entry("tools", "Depends: core (>= 1), images | other\n"),
		entry("images", "Pre-Depends: converter:any\n"),
		entry("converter"),
		entry("core"),
		entry("stray"),
		entry("gone", "", "deinstall ok config-files"),
	].join("\n"),
);
const small = parsePackages([entry("core"), entry("extra")].join("\n"));

test("what is installed is read, without what was removed", () => {
	expect([...big.keys()]).toEqual(["tools", "images", "converter", "core", "stray"]);
	expect(big.get("tools")).toEqual({ version: "1", needs: ["core", "images", "other"] });
});

test("a package that only an explained one needs follows from it, any other does not", () => {
	const differences = compareTrees(asTree(big), asTree(small));
	const left = differences.filter((difference) => !follows(difference, [big, small], ["tools"]));
	expect(left.map(({ path }) => path)).toEqual(["package extra", "package stray"]);
});
