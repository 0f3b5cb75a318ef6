import { describe, expect, it } from "vitest";
import { canChroot, hookRoot } from "../hook-root.js";

const HOOK = "sysprep/finalise.d/99-clear-machine-id";

describe.skipIf(!canChroot)("sysprep", () => {
	it("clears both copies of the machine's id", () => {
		const root = hookRoot();
		root.write("etc/machine-id", "0123456789abcdef\n");
		root.write("var/lib/dbus/machine-id", "0123456789abcdef\n");
		expect(root.run(HOOK).status).toBe(0);
		expect(root.read("etc/machine-id")).toBe("uninitialized\n");
		expect(root.read("var/lib/dbus/machine-id")).toBe("");
	});

	it("does not write through D-Bus' link to the first copy", () => {
		const root = hookRoot();
		root.write("etc/machine-id", "0123456789abcdef\n");
		root.shell("mkdir -p /var/lib/dbus && ln -s /etc/machine-id /var/lib/dbus/machine-id");
		expect(root.run(HOOK).status).toBe(0);
		expect(root.read("etc/machine-id")).toBe("uninitialized\n");
	});

	it("makes no id where there was none", () => {
		const root = hookRoot();
		expect(root.run(HOOK).status).toBe(0);
		expect(root.has("etc/machine-id")).toBe(false);
	});
});
