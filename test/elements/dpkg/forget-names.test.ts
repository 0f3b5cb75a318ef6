import { describe, expect, it } from "vitest";
import { canChroot, hookRoot } from "../hook-root.js";

const FILE = "etc/iscsi/initiatorname.iscsi";

describe.skipIf(!canChroot)("90-forget-names", () => {
	it("leaves the random name of iSCSI to the first boot where the same image is to be made twice, else it stays", () => {
		const root = hookRoot();
		root.write(FILE, "InitiatorName=iqn.1993-08.org.debian:01:abc\n");
		expect(root.run("dpkg/post-install.d/90-forget-names").status).toBe(0);
		expect(root.read(FILE)).toContain(":abc");
		expect(root.run("dpkg/post-install.d/90-forget-names", { SOURCE_DATE_EPOCH: "1700000000" }).status).toBe(0);
		expect(root.read(FILE)).toBe("GenerateName=yes\n");
	});

	it("makes no file where there is none", () => {
		const root = hookRoot();
		expect(root.run("dpkg/post-install.d/90-forget-names", { SOURCE_DATE_EPOCH: "1700000000" }).status).toBe(0);
		expect(root.has(FILE)).toBe(false);
	});
});
