import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KNOWN_CAUSES } from "../../src/core/failure/known-causes.js";
import { matchCauses } from "../../src/core/failure/match-causes.js";
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
