import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ELEMENTS } from "../hook-root.js";

test.each([
	["ubuntu", "trusty", "2"],
	["ubuntu", "noble", "3"],
	["debian", "bookworm", "3"],
	["fedora", "9", "2"],
	["fedora", "22", "2"],
	["fedora", "23", "3"],
	["opensuse", "42.3", "2"],
	["opensuse", "15.6", "3"],
])("%s %s counts on Python %s (contract §12.11, Q46)", (DISTRO_NAME, DIB_RELEASE, version) => {
	const snippet = join(ELEMENTS, "dib-python/environment.d/50-dib-python-version");
	const { stdout } = spawnSync("bash", ["-euc", 'source "$0"; echo "$DIB_PYTHON_VERSION $DIB_PYTHON"', snippet], {
		env: { PATH: process.env.PATH, DISTRO_NAME, DIB_RELEASE },
		encoding: "utf8",
		stdio: ["ignore", "pipe", "inherit"],
	});
	expect(stdout).toBe(`${version} python${version}\n`);
});
