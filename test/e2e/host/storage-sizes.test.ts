import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { processesNaming } from "../../support/host-state.js";
import { type StorageCase, storageCases, WRITTEN } from "../../support/storage-cases.js";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";

/**
 * Builds with state, work, output, cache and home folder on small file systems: two of each, or STORAGE_SIZES of each, at
 * most 20. The table of all goes to `test-results/storage-sizes.md`.
 */
const CASES = storageCases(Number(process.env.STORAGE_SIZES ?? 2));
const SECONDS = 120;

let workshop: Workshop;
beforeEach(() => {
	workshop = openWorkshop();
	workshop.element("talks/cleanup.d/20-talk", `#!/bin/bash\nyes 'a line of a long log' | head -c ${WRITTEN.log}\n`);
	const { files, bytes } = WRITTEN.cache;
	workshop.element(
		"fetches/extra-data.d/20-fetch",
		`#!/bin/bash\nset -e\nfor n in $(seq ${files}); do head -c ${bytes} /dev/zero >"$DIB_IMAGE_CACHE/file-$n"; done\n`,
	);
	for (const phase of ["root", "extra-data", "block-device", "cleanup"]) fills(phase);
	// In the image a hook sees nothing of the host: those of these phases fill from outside, before them.
	fills("extra-data", "install");
	fills("block-device", "post-root");
});
afterEach(() => workshop.remove());

function fills(phase: string, called = phase): void {
	workshop.element(
		`fills/${phase}.d/95-fill-${called}`,
		`#!/bin/bash
set -eu
[ "$TEST_PHASE" = ${called} ] || exit 0
free=$(df --output=avail -B1 "$TEST_FILL" | tail -n 1)
room=$(numfmt --from=iec "$TEST_LEFT")
# What a file system needs for itself is not told: a little less then.
for less in 0 65536 1048576 8388608; do
	size=$((free - room - less))
	if [ "$size" -le 0 ] || fallocate -l "$size" "$TEST_FILL/filler"; then break; fi
done
`,
	);
}

const TABLE = "test-results/storage-sizes.md";
beforeAll(() => {
	mkdirSync("test-results", { recursive: true });
	writeFileSync(TABLE, "| folder | case | exit | s | said |\n|---|---|---|---|---|\n");
});

/** Runs the build with the folder as the case has it; what lies beside the image afterwards follows on stdout. */
function build({ folder, setUp, args }: StorageCase) {
	const format = args.includes("-t") ? args.at(-1) : "raw";
	const file = `out/image.${format === "squashfs" ? "squash" : format === "docker" ? "docker.tar" : format}`;
	const argv = workshop.buildArgv(["talks", "fetches", "-o", "out/image", "--image-cache", "cache", ...args]);
	const script = `${setUp}
		mkdir -p out cache 2>/dev/null || true
		echo older >${file} || true
		timeout --kill-after=5 ${SECONDS} "$@" && code=0 || code=$?
		echo "-- beside"; ls -A out
		cat out/image*.${file.split(".").slice(1).join(".")} 2>/dev/null | grep -axc older || true
		if [ -d "\${TMPDIR:-/nowhere}" ]; then ls -A "$TMPDIR"; fi
		exit "$code"`;
	const env =
		folder === "home" ? { XDG_STATE_HOME: "", XDG_CONFIG_HOME: "", XDG_DATA_HOME: "", XDG_CACHE_HOME: "" } : {};
	return workshop.run(["unshare", "--mount", "--propagation", "private", "bash", "-euc", script, "bash", ...argv], env);
}

test.each(CASES.map((found) => [found.folder, found.title, found] as const))(
	"%s with %s: an end in time, the folder by name, no trace, the older image",
	async (folder, title, found) => {
		const { code, stdout, stderr, seconds } = await build(found);
		const [printed = "", beside = ""] = stdout.split("-- beside\n");
		const said = printed + stderr;
		const error = /^.*(?:error: |no-space|cannot be (?:used|written)|is full|has no free).*$/m.exec(said)?.[0] ?? "";
		appendFileSync(
			TABLE,
			`| ${folder} | ${title} | ${code} | ${seconds.toFixed(1)} | ${error.replaceAll(workshop.folder, "…").slice(0, 220)} |\n`,
		);
		expect([0, 1, 3], said).toContain(code);
		expect(seconds).toBeLessThan(SECONDS);
		expect(said).not.toMatch(
			/\n\s+at .*\d+:\d+|as if it was killed|report (it|this|what)|bug in diskwright|larger size/,
		);
		if (code !== 0)
			expect(said).toMatch(
				new RegExp(
					`${join(workshop.folder, folder)}\\S* (?:\\S+ )*?(?:is full|has \\d+|has no free|.*cannot be|.*file system is full)|cannot be \\S+ to ${join(workshop.folder, folder)}`,
				),
			);
		expect(beside).toMatch(/^1$/m);
		expect(beside).not.toMatch(/\.part$|^dib_build/m);
		expect(processesNaming(workshop.folder)).toEqual([]);
	},
);
