import { describe, expect, it } from "vitest";
import { canChroot, hookRoot } from "../hook-root.js";

const MAP = JSON.stringify({ default: { a: "mapped", two: "one other", gone: "" } });

function run(program: string, list: string, pkgMap: string, args = "-d /lists") {
	const root = hookRoot();
	root.write("lists/package-installs-mine", list);
	// What the tree sees as /usr is the host's; only a folder of its own can be laid over it.
	root.stub("pkg-map", pkgMap);
	root.stub("install-packages");
	root.run(`package-installs/bin/${program}`);
	root.write("map/mine", MAP);
	const overlay = "mount -t tmpfs none /usr/share && mkdir /usr/share/pkg-map && cp /map/mine /usr/share/pkg-map/";
	const { status, calls } = root.shell(`${overlay} && /element/bin/${program} ${args}`);
	return { status, calls: calls.filter((call) => call.startsWith("install-packages")) };
}

describe.skipIf(!canChroot)("old package lists (contract §12.1)", () => {
	it("maps each line, and leaves as it is what has no name in the map", () => {
		const map = `case "$*" in "--element mine a") echo mapped ;; *" two") echo one other ;; *" gone") ;; *) exit 1 ;; esac`;
		expect(run("package-installs", "a\n-two\ngone\nb a\nraw\n", map).calls).toEqual([
			"install-packages mapped one other b a raw",
		]);
		expect(run("package-uninstalls", "a\n-two\n", map).calls).toEqual(["install-packages -e one other"]);
	});

	it("loses no package to a map that cannot be read", () => {
		expect(run("package-installs", "a\n", "exit 1")).toEqual({ status: 0, calls: ["install-packages a"] });
	});

	it("takes its folder as other programs take theirs", () => {
		expect(run("package-installs", "a\n", "exit 1", "-d/lists").calls).toEqual(["install-packages a"]);
		expect(run("package-installs", "a\n", "exit 1", "-d /none")).toEqual({ status: 0, calls: [] });
		expect(run("package-installs", "a\n", "exit 1", "")).toEqual({ status: 1, calls: [] });
	});
});
