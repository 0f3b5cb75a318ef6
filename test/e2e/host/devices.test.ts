import { existsSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { hostState } from "../../support/host-state.js";
import { openWorkshop } from "../../support/tiny-build.js";

const shop = openWorkshop();
const before = hostState([]);
const probe = `/dev/diskwright-probe-${process.pid}`;
const made = `/dev/diskwright-made-${process.pid}`;

afterAll(() => {
	shop.remove();
	for (const file of [probe, made]) rmSync(file, { force: true });
	expect(hostState([])).toEqual(before);
});

test("what hooks remove from and put into /dev of the image stays in the build, and its device files work", async () => {
	writeFileSync(probe, "");
	const change = (at: string) => `#!/bin/bash
set -e
test -e ${at}${probe.slice(4)}
rm ${at}${probe.slice(4)}
echo gone >${at}/null
head -c 1 ${at}/urandom >${at}${made.slice(4)}
`;
	shop.element("within/install.d/50-change", change("/dev"));
	shop.element("outside/post-root.d/50-change", change('"$TMP_MOUNT_PATH/dev"'));
	// A folder whose name holds what separates the options of mounts.
	const tmp = shop.write("t,a:b=c/.keep", "").slice(0, -"/.keep".length);
	for (const element of ["within", "outside"]) {
		const result = await shop.build([element], { TMPDIR: tmp });
		expect(result.code, result.stdout + result.stderr).toBe(0);
		expect([existsSync(probe), existsSync(made)]).toEqual([true, false]);
	}
});

test("a host whose /run is read-only builds, as a container with a read-only root", async () => {
	const hidden = ["unshare", "--mount", "--propagation", "private", "bash", "-c"];
	const script = 'mount --bind /run /run && mount -o remount,bind,ro /run && exec "$@"';
	const result = await shop.run([...hidden, script, "hidden", ...shop.buildArgv([])]);
	expect(result.code, result.stdout + result.stderr).toBe(0);
});
