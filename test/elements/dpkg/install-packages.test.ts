import { describe, expect, it } from "vitest";
import { canChroot, hookRoot } from "../hook-root.js";

describe.skipIf(!canChroot)("install-packages", () => {
	const OPTIONS = "--option Dpkg::Options::=--force-confold --option Dpkg::Options::=--force-confdef --assume-yes";

	it.each([
		["a b", "install a b"],
		["-e a", "remove a"],
		["a b -e", "remove a b"],
		["-u", "dist-upgrade"],
		["-m mine a", "install mapped-a"],
		["a -m mine", "install mapped-a"],
		["-- a", "install a"],
	])("%s", (words, request) => {
		const root = hookRoot();
		root.stub("apt-get");
		root.stub("pkg-map", 'shift 2; printf "mapped-%s\\n" "$@"');
		const { status, calls } = root.run(`dpkg/bin/install-packages ${words}`);
		expect(status).toBe(0);
		expect(calls.at(-1)).toBe(`apt-get ${OPTIONS} ${request}`);
	});

	it("has nothing to do without packages, and knows no other options", () => {
		const root = hookRoot();
		root.stub("apt-get");
		expect(root.run("dpkg/bin/install-packages")).toMatchObject({ status: 0, calls: [] });
		expect(root.run("dpkg/bin/install-packages -z a")).toMatchObject({ status: 1, calls: [] });
		expect(root.run("dpkg/bin/install-packages -d a")).toMatchObject({ status: 1, calls: [] });
	});
});
