import { describe, expect, it } from "vitest";
import { canChroot, type HookRoot, hookRoot } from "../hook-root.js";

/** The installed script, with the interfaces of /sys replaced by those of /sys in the tree. */
function install(root: HookRoot, interfaces: Record<string, { kind: string; carrier: string }>): void {
	root.write("etc/network/interfaces", "auto lo\n");
	root.run("dhcp-all-interfaces/install.d/50-dhcp-all-interfaces");
	root.shell("cp /element/install.d/dhcp-all-interfaces.sh /tmp/script; sed -i s/@TIMEOUT@/1/ /tmp/script");
	for (const [name, { kind, carrier }] of Object.entries(interfaces)) {
		root.write(`sys/class/net/${name}/addr_assign_type`, `${kind}\n`);
		root.write(`sys/class/net/${name}/carrier`, `${carrier}\n`);
		root.write(`sys/class/net/${name}/type`, "1\n");
	}
	root.stub("ip");
	root.stub("ifquery", 'grep "^iface $1 " /etc/network/interfaces');
	root.stub("rdisc6", "exit 2");
}

describe.skipIf(!canChroot)("dhcp-all-interfaces", () => {
	it("configures real interfaces with a link, once", () => {
		const root = hookRoot();
		install(root, {
			eth0: { kind: "0", carrier: "1" },
			"eth0.5": { kind: "2", carrier: "1" },
			eth1: { kind: "0", carrier: "0" },
			docker0: { kind: "3", carrier: "1" },
			lo: { kind: "0", carrier: "1" },
		});
		expect(root.shell("/tmp/script").status).toBe(0);
		expect(root.shell("/tmp/script eth0").output).toContain("configured already");
		expect(root.read("etc/network/interfaces")).toBe(
			"auto lo\n\nauto eth0\niface eth0 inet dhcp\n\nauto eth0.5\niface eth0.5 inet dhcp\n",
		);
	});

	it.each([
		["stateful", "Stateful address conf.    :           Yes", "iface eth0 inet6 dhcp\n"],
		["stateless", "Stateful other conf.      :           Yes", "iface eth0 inet6 auto\n    dhcp 1\n"],
		["slaac", "Stateful address conf.    :            No", "iface eth0 inet6 auto\n    dhcp 0\n"],
	])("does IPv6 the way the router asks for: %s", (_name, answer, stanza) => {
		const root = hookRoot();
		install(root, { eth0: { kind: "0", carrier: "1" } });
		root.stub("rdisc6", `echo "${answer}"`);
		root.shell("/tmp/script eth0");
		expect(root.read("etc/network/interfaces")).toBe(`auto lo\n\nauto eth0\niface eth0 inet dhcp\n${stanza}`);
	});

	it("writes network scripts where these are used", () => {
		const root = hookRoot();
		install(root, { eth0: { kind: "0", carrier: "1" } });
		root.shell("rm -r /etc/network; mkdir -p /etc/sysconfig/network-scripts");
		expect(root.shell("/tmp/script eth0").status).toBe(0);
		expect(root.read("etc/sysconfig/network-scripts/ifcfg-eth0")).toBe(
			'DEVICE="eth0"\nBOOTPROTO="dhcp"\nONBOOT="yes"\nTYPE="Ethernet"\n',
		);
	});

	it("removes what a cloud image configured", () => {
		const root = hookRoot();
		root.write("etc/network/interfaces", "auto ens3\niface ens3 inet dhcp\n");
		root.write("etc/network/interfaces.d/eth0.cfg", "");
		expect(root.run("dhcp-all-interfaces/install.d/60-remove-cloud-image-interfaces").status).toBe(0);
		expect(root.has("etc/network/interfaces.d/eth0.cfg")).toBe(false);
		expect(root.read("etc/network/interfaces")).toBe(
			"auto lo\niface lo inet loopback\n\nsource /etc/network/interfaces.d/*\n",
		);
	});
});
