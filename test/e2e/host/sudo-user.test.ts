import { chmodSync, chownSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { quoteWords } from "../../../src/core/text/quote-shell.js";
import { AS_NOBODY, NOBODY } from "../../support/nobody.js";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";

let workshop: Workshop;
beforeEach(() => {
	workshop = openWorkshop();
});
afterEach(() => workshop.remove());

/** Shell code that runs in a mount namespace where nobody may use sudo without a password; `as_nobody` runs a command so. */
const asNobody = (code: string, argv: readonly string[]) => [
	...["unshare", "--mount", "--propagation", "private", "bash", "-euc"],
	`printf 'ALL ALL=(ALL:ALL) NOPASSWD: ALL\\n' >sudoers
	chmod 440 sudoers
	mount --bind sudoers /etc/sudoers
	as_nobody() { ${quoteWords(AS_NOBODY)} "$@"; }
	below() { local child; for child in $(cat "/proc/$1/task/$1/children"); do echo "$child"; below "$child"; done; }
	${code}`,
	"bash",
	...argv,
];

test("what a killed build of a sudo user left is removed by the next build of that user, which succeeds", async () => {
	const hangs = '#!/bin/bash\nif [ ! -e "$TEST_FOLDER/hung" ]; then touch "$TEST_FOLDER/hung"; sleep 600; fi\n';
	workshop.element("hangs/extra-data.d/10-hangs", hangs.replaceAll("$TEST_FOLDER", workshop.folder));
	for (const name of ["home", "state", "config", "data", "out"]) {
		mkdirSync(join(workshop.folder, name), { recursive: true });
		chownSync(join(workshop.folder, name), NOBODY, NOBODY);
	}
	chmodSync(workshop.folder, 0o777);
	const argv = workshop.buildArgv(["hangs", "-o", "out/image"]);
	const { code, stdout, stderr } = await workshop.run(
		asNobody(
			`as_nobody "$@" >first 2>&1 & build=$!
			until [ -e hung ]; do kill -0 $build || { cat first; exit 9; }; sleep 0.1; done
			kill -KILL $build $(below $build)
			if wait $build; then exit 8; fi
			rm hung
			touch hung
			echo "left: $(ls -A .tmp | grep -c dib_build || true)"
			as_nobody "$@"
			stat -c '%u %n' out/image.raw state/diskwright/runs`,
			argv,
		),
	);
	expect(code, stdout + stderr).toBe(0);
	expect(stdout).toMatch(/^left: 1$/m);
	expect(stdout).toContain(`${NOBODY} out/image.raw`);
	expect(stdout).toContain(`${NOBODY} state/diskwright/runs`);
	expect(stderr).not.toMatch(/could not be removed|Permission denied/);
	expect(readdirSync(workshop.temporary).filter((name) => name.startsWith("dib_build"))).toEqual([]);
});

test("who may use sudo looks at layers, which belong to root alone, and their bounds count", async () => {
	const [declared, key] = ["a".repeat(64), "b".repeat(64)];
	workshop.write(`cache/layers/v1/entries/aa/${declared}/${key}/record.json`, "{");
	chmodSync(join(workshop.folder, "cache/layers"), 0o700);
	chmodSync(workshop.folder, 0o777);
	const diskwright = join(import.meta.dirname, "../../../dist/bin/diskwright.js");
	const argv = [process.execPath, diskwright, "cache", "list", "--folder", "cache"];
	const { code, stdout, stderr } = await workshop.run(asNobody('as_nobody "$@"', argv), {
		DISKWRIGHT_LAYERS_SIZE: "7GiB",
	});
	expect(code, stdout + stderr).toBe(0);
	expect(stdout).toContain("bbbbbbbbbbbb");
	expect(stdout).toContain("7.0G at most");
});
