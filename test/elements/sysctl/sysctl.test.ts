import { describe, expect, it } from "vitest";
import { canChroot, hookRoot } from "../hook-root.js";

const WRITE = "sysctl/bin/sysctl-write-value";
const FILE = "etc/sysctl.d/net.ipv4.ip_forward.conf";

describe.skipIf(!canChroot)("sysctl", () => {
	it("writes a value, accepts it again and refuses another", () => {
		const root = hookRoot();
		const write = (value: string) => {
			root.run(WRITE);
			return root.shell(`/element/bin/sysctl-write-value net.ipv4.ip_forward ${value} "For routing"`);
		};
		expect(write("1").status).toBe(0);
		expect(root.read(FILE)).toBe("# For routing\nnet.ipv4.ip_forward = 1\n");
		expect(write("1").status).toBe(0);
		expect(write("10").status).toBe(1);
		expect(root.read(FILE)).toContain("= 1\n");
	});

	it("says how it is used", () => {
		const result = hookRoot().run(WRITE);
		expect(result.status).toBe(1);
		expect(result.output).toContain("usage: sysctl-write-value NAME VALUE");
	});

	it("applies only names that the kernel has", () => {
		const root = hookRoot();
		root.stub("sysctl");
		root.stub("sysctl-write-value");
		root.run("sysctl/bin/sysctl-set-value");
		const known = root.shell("/element/bin/sysctl-set-value kernel.hostname x");
		expect(known.calls).toEqual([
			"sysctl-write-value kernel.hostname x",
			"sysctl -p /etc/sysctl.d/kernel.hostname.conf",
		]);
		const unknown = root.shell("/element/bin/sysctl-set-value kernel.none x");
		expect(unknown).toMatchObject({ status: 1, calls: [] });
	});
});
