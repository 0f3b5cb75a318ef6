import { describe, expect, it } from "vitest";
import { canChroot, hookRoot } from "../hook-root.js";

const HOOK = "dkms/post-install.d/97-dkms";

describe.skipIf(!canChroot)("dkms", () => {
	it.each([
		["today's", "zfs/2.1.11, 6.1.0-1-amd64, x86_64: installed\nwg/1.0: added"],
		["the older", "zfs, 2.1.11, 6.1.0-1-amd64, x86_64: installed\nwg, 1.0: added"],
	])("builds every module for every kernel with headers, told in %s words", (_, status) => {
		const root = hookRoot();
		root.stub("dkms", `if [ "$1" = status ]; then printf '${status.replace("\n", "\\n")}\\n'; fi`);
		const script = "mount -t tmpfs none /usr/src && mkdir /usr/src/linux-headers-6.1.0-1-amd64 && /element/";
		root.run(HOOK);
		const { calls, output } = root.shell(`${script}post-install.d/97-dkms`, { ARCH: "amd64" });
		expect(calls, output).toEqual([
			"dkms status",
			"dkms build wg/1.0 -k 6.1.0-1-amd64",
			"dkms install wg/1.0 -k 6.1.0-1-amd64",
			"dkms build zfs/2.1.11 -k 6.1.0-1-amd64",
			"dkms install zfs/2.1.11 -k 6.1.0-1-amd64",
			"dkms status",
		]);
	});

	it("says so when there are no kernel headers", () => {
		const root = hookRoot();
		root.stub("dkms");
		root.run(HOOK);
		const result = root.shell("mount -t tmpfs none /usr/src && /element/post-install.d/97-dkms");
		expect(result).toMatchObject({ status: 0, calls: ["dkms status", "dkms status"] });
		expect(result.output).toContain("no kernel headers are installed");
	});
});
