import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { installedElements } from "../../src/sources/installed.js";
import { DIB_ELEMENTS } from "../support/catalogue.js";
import { temporaryFolder, writeTree } from "../support/elements.js";

/** A Python environment with a DIB of its own. */
function environment(version: string): { folder: string; elements: string } {
	const folder = join(temporaryFolder(), "venv");
	execFileSync("python3", ["-m", "venv", "--without-pip", folder]);
	const site = execFileSync(join(folder, "bin/python3"), [
		"-c",
		"import sysconfig; print(sysconfig.get_path('purelib'))",
	])
		.toString()
		.trim();
	writeTree(site, {
		"diskimage_builder/__init__.py": "raise SystemExit('it must not be imported')\n",
		"diskimage_builder/elements/vm/element-deps": "",
		[`diskimage_builder-${version}.dist-info/METADATA`]: `Name: diskimage-builder\nVersion: ${version}\n`,
	});
	return { folder, elements: join(site, "diskimage_builder/elements") };
}

test("Debian's package is found on a bare PATH, and without one", async () => {
	for (const PATH of ["/usr/bin:/bin", ""]) {
		const [found, ...others] = await installedElements({ PATH });
		expect(found).toMatchObject({ name: "diskimage-builder", origin: DIB_ELEMENTS, folders: [DIB_ELEMENTS] });
		expect(found?.version).toMatch(/^\d+\.\d+/);
		expect(found?.by).toBe("Debian package python3-diskimage-builder");
		expect(others).toEqual([]);
	}
});

test("an active Python environment stands before it", async () => {
	const { folder, elements } = environment("9.8.7");
	const found = await installedElements({ PATH: "/usr/bin:/bin", VIRTUAL_ENV: folder });
	expect(found.map(({ version, origin }) => [version, origin])).toEqual([
		["9.8.7", elements],
		[expect.any(String), DIB_ELEMENTS],
	]);
	expect(found[0]?.by).toBe(`Python environment ${folder}`);
});

test("so does one whose programs are linked from PATH, as pipx does", async () => {
	const { folder, elements } = environment("9.8.7");
	const bin = temporaryFolder();
	writeTree(join(folder, "bin"), { "disk-image-create": "#!/bin/sh\n" });
	symlinkSync(join(folder, "bin/disk-image-create"), join(bin, "disk-image-create"));
	expect((await installedElements({ PATH: bin }))[0]?.origin).toBe(elements);
});

test("pip install --user", async () => {
	const home = temporaryFolder();
	const site = execFileSync("/usr/bin/python3", ["-c", "import site; print(site.getusersitepackages())"], {
		env: { HOME: home },
	})
		.toString()
		.trim();
	writeTree(site, {
		"diskimage_builder/__init__.py": "",
		"diskimage_builder/elements/vm/element-deps": "",
		"diskimage_builder-1.2.dist-info/METADATA": "Name: diskimage-builder\nVersion: 1.2\n",
	});
	const [found] = await installedElements({ PATH: "/usr/bin", HOME: home });
	expect(found).toMatchObject({ version: "1.2", by: "pip install --user" });
});
