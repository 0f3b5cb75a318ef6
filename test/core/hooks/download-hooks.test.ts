import { expect, test } from "vitest";
import { hookSeconds } from "../../../src/engine/hooks/hook-step.js";

test.each([
	["extra-data.d/98-source-repositories", 14_400],
	["root.d/10-cache-ubuntu-tarball", 14_400],
	["root.d/07-debian-cloud-image", 14_400],
	["root.d/10-fedora-cloud-image", 14_400],
	["pre-install.d/99-apt-get-update", 14_400],
	["root.d/08-debootstrap", undefined],
	["install.d/01-package-installs", undefined],
	["install.d/10-my-cloud-image", undefined],
])("%s, when nobody says how long hooks may take, has %s s", (hook, seconds) => {
	expect(hookSeconds(hook, undefined)).toBe(seconds);
	expect(hookSeconds(hook, 60)).toBe(60);
});
