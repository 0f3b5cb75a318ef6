/**
 * npx tsx test/pictures/record-runs.ts
 *
 * Makes the recorded runs that the pictures show again: two images of debian-vm, the second with more packages, and one
 * of an element whose hook fails. Real builds with a real mirror, whose host name is left out of what is kept. Needs root.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { debianMirrors } from "../../src/host/debian-mirror.js";
import { openStage } from "./open-stage.js";
import { keepNewestRun } from "./recorded-runs.js";

const A_BUILD_MS = 20 * 60_000;
/** The shipped profile with more in it. */
const PROFILE = `${readFileSync(join(import.meta.dirname, "../../profiles/debian-vm.yaml"), "utf8")}
packages: [curl, htop, rsync]
user: {name: you}
`;

const mirrors = Object.values(await debianMirrors()).map((url) => new URL(url).host);
const home = mkdtempSync("/var/tmp/record-runs-");
try {
	cpSync(join(import.meta.dirname, "elements"), join(home, "elements"), { recursive: true });
	const first = openStage(["build", "debian-vm", "--user", "you", "--yes", "--progress", "plain"], { home });
	await first.exit(A_BUILD_MS);
	keepNewestRun(home, "debian-vm-before", mirrors);

	const profiles = join(home, ".config/diskwright/profiles");
	mkdirSync(profiles, { recursive: true });
	writeFileSync(join(profiles, "debian-vm.yaml"), PROFILE);
	const second = openStage([], { home });
	await second.waitFor("New image");
	await second.waitFor(/· debian-vm|✔ debian-vm/);
	await second.press("down", "b");
	await second.waitFor("enter for the result", A_BUILD_MS);
	await second.close();
	keepNewestRun(home, "debian-vm", mirrors);

	const third = openStage(["build", "debian-vm", "--element", "web-app", "-o", "web-app", "--yes"], {
		home,
		env: { ELEMENTS_PATH: "/home/you/elements" },
	});
	await third.waitFor("held for your decision", A_BUILD_MS);
	await third.press("x");
	await third.waitFor("Once more to stop");
	await third.press("x");
	await third.waitFor(/failed after/, A_BUILD_MS);
	await third.close();
	keepNewestRun(home, "web-app-fails", mirrors);
} finally {
	rmSync(home, { recursive: true, force: true });
}
