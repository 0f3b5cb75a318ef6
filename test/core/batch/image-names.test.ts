import { expect, test } from "vitest";
import { assertOwnFiles, imageNameOf } from "../../../src/core/batch/image-names.js";
import { expandMatrix, type MatrixCell } from "../../../src/core/batch/matrix.js";

const [cell] = expandMatrix({ profiles: ["x/web.yaml"], elements: [], releases: ["bookworm", "trixie"] }) as [
	MatrixCell,
];

test("an image is named as alone, with what tells its build from the others behind it", () => {
	expect(imageNameOf("images/web", cell)).toBe("images/web-bookworm");
});

test("placeholders in a name stand for what a build has", () => {
	expect(imageNameOf("{release}/{profile}.{release}", cell)).toBe("bookworm/web.bookworm");
	expect(imageNameOf("{other}-x", cell)).toBe("{other}-x-bookworm");
});

test("a placeholder without a value is an error that names the build", () => {
	expect(() => imageNameOf("{profile}-{arch}", cell)).toThrow("{arch} in it, and the build web-bookworm names none");
});

test("no two builds write one file", () => {
	const builds = [
		{ name: "web", files: ["/x/a.raw", "/x/a.manifest.json", "/x/a.raw"] },
		{ name: "db", files: ["/x/b.raw"] },
	];
	expect(() => assertOwnFiles(builds)).not.toThrow();
	expect(() => assertOwnFiles([...builds, { name: "api", files: ["/x/a.manifest.json"] }])).toThrow(
		"The builds web and api would both write /x/a.manifest.json",
	);
});
