import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KNOWN_CAUSES, matchCauses } from "../../src/core/failure/match-causes.js";
import { type HostState, hostState, nothingStays } from "../support/host-state.js";
import { runCommand } from "../support/run-program.js";
import { openWorkshop, type Workshop } from "../support/tiny-build.js";

const FIXTURES = resolve(import.meta.dirname, "../fixtures/known-causes");
/** Captured with packages out of the network; here only what needs none is provoked again. */
const offline = KNOWN_CAUSES.map(({ id }) => id).filter(
	(id) => !readFileSync(join(FIXTURES, id, "command"), "utf8").includes("host_network=1"),
);

describe("every known cause that needs no network, provoked again with today's tools", () => {
	let before: HostState;
	beforeAll(() => {
		before = hostState([]);
	});
	afterAll(() => nothingStays(before, []));

	test.each(offline)("%s", async (id) => {
		const { code, stdout, stderr } = await runCommand([join(FIXTURES, id, "command")]);
		const exitCode = code ?? 1;
		expect(exitCode, stdout + stderr).toBe(Number(readFileSync(join(FIXTURES, id, "status"), "utf8")));
		const lines = `${stdout}${stderr}`.trimEnd().split("\n").slice(-50);
		expect(matchCauses({ lines, message: "", exitCode })[0]?.id, lines.join("\n")).toBe(id);
	});
});

/** Lines of disk-image-create without the time. */
const PLAIN = { DIB_NO_TIMESTAMP: "1" };

describe("a failed build", () => {
	let workshop: Workshop;
	beforeAll(() => {
		workshop = openWorkshop();
	});
	afterAll(() => workshop.remove());

	test("shows the cause with its cure, in the events too, and packs them into a report", async () => {
		workshop.element(
			"twice/install.d/10-twice",
			"#!/bin/bash\necho \"useradd: user 'x' already exists\" >&2\nexit 9\n",
		);
		const { code, stderr, stdout } = await workshop.build(["twice"]);
		expect(code).toBe(1);
		expect(stderr + stdout).toContain("cause: A user or group is made for the second time.\n  → Ask first: getent");
		const runs = join(workshop.folder, "state/diskwright/runs");
		const [run = ""] = readdirSync(runs);
		const last =
			readFileSync(join(runs, run, "events.ndjson"), "utf8")
				.trimEnd()
				.split("\n")
				.at(-1) ?? "";
		expect(JSON.parse(last).digest.cause).toMatchObject({ id: "user-exists" });
		const report = await workshop.diskwright(["runs", "report"]);
		expect(report.code, report.stderr).toBe(0);
		rmSync(join(workshop.folder, `diskwright-report-${run}.tar.gz`));
	});

	test("of full file systems the right one is named: here the image's own", async () => {
		workshop.element("fills/finalise.d/10-fills", "#!/bin/bash\nhead -c 300M /dev/zero >/big\n");
		const { stdout, stderr } = await workshop.build(["fills"]);
		expect(stdout + stderr).toContain("cause: The image is smaller than what is installed into it.");
		expect((stdout + stderr).match(/ is full \(/g)).toHaveLength(1);
	});

	test("a hook that printed nothing is told so, with what shows its commands; runs show has the same", async () => {
		workshop.element("mute/install.d/20-mute", "#!/bin/bash\nexit 3\n");
		const { stdout } = await workshop.diskImageCreate(["-n", "-t", "raw", "-o", "image", "tiny-os", "mute"], PLAIN);
		const shown = await workshop.diskwright(["runs", "show", "latest"]);
		for (const text of [stdout, shown.stdout]) {
			expect(text).toContain("error: the hook 20-mute failed with status 3\n  element mute\n");
			expect(text).toContain("→ It printed nothing: build once more with -x");
		}
	});

	test("a snippet that ends the phase is named with its element, its variable and its line", async () => {
		const file = workshop.element(
			"asks/environment.d/30-asks",
			'if [ -n "$TMP_MOUNT_PATH" ]; then\n\t: "${ASKS_URL:?the address of the server}"\nfi\n',
			0o644,
		);
		const { code, stdout } = await workshop.diskImageCreate(
			["-n", "-t", "raw", "-o", "image", "tiny-os", "asks"],
			PLAIN,
		);
		expect(code).toBe(1);
		expect(stdout).toContain(
			[
				"error: the snippet environment.d/30-asks ended with status 1 before the root phase",
				"  element asks",
				`  at ${file}`,
			].join("\n"),
		);
		const cause = "  cause: An element needs a variable that is not set.\n";
		expect(stdout).toContain(cause);
		expect(stdout).toContain(
			"→ It needs the variable ASKS_URL, which is not set or empty (line 2 of 30-asks): the address of the server\n",
		);
		expect(stdout).toContain("→ Set it: ASKS_URL=VALUE disk-image-create …\n");
	});

	test("a variable that a snippet always needs is asked for before the build", async () => {
		const file = workshop.element("needs/environment.d/30-needs", '\nexport X="${NEEDS_URL:?the address}"\n', 0o644);
		const { code, stdout, stderr } = await workshop.diskImageCreate(["-n", "-o", "image", "tiny-os", "needs"]);
		expect(code).toBe(1);
		expect(stderr).toContain("The element needs needs the variable NEEDS_URL, which is not set: the address");
		expect(stderr).toContain(`${file}:2`);
		expect(stderr).toContain("→ Set it: NEEDS_URL=VALUE disk-image-create …");
		expect(stdout).not.toContain("root");
	});

	test("a package that does not exist is named with the element that asks for it", async () => {
		const list = workshop.element("web/package-installs.yaml", "curl:\nnginxx:\n", 0o644);
		workshop.element(
			"manager/install.d/01-install",
			"#!/bin/bash\necho 'E: Unable to locate package nginxx' >&2\nexit 100\n",
		);
		const { stdout } = await workshop.diskImageCreate(
			["-n", "-t", "raw", "-o", "image", "tiny-os", "web", "manager"],
			PLAIN,
		);
		expect(stdout).toContain("  cause: A package does not exist in this release.\n");
		expect(stdout).toContain(
			`→ There is no package nginxx, which is asked for by the element web (line 2 of ${list})\n`,
		);
		expect(stdout).toContain("DIB_DEBIAN_COMPONENTS=main,contrib,non-free disk-image-create …\n");
		expect(stdout).not.toContain("--set");
	});

	test("disk-image-create says it as well", async () => {
		workshop.element("odd/install.d/10-odd", "#!/bin/bash\nno-such-program\n");
		const argv = [process.execPath, resolve(import.meta.dirname, "../../dist/bin/disk-image-create.js")];
		const { stdout } = await workshop.run([
			...argv,
			"-n",
			"-t",
			"raw",
			"-o",
			"image",
			"--image-size",
			"1",
			"tiny-os",
			"odd",
		]);
		expect(stdout).toContain("cause: A script calls a program that is not installed.");
	});
});
