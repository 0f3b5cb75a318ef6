import { describe, expect, it } from "vitest";
import { canChroot, hookRoot } from "../hook-root.js";

describe.skipIf(!canChroot)("cloud-init", () => {
	const HOOK = "cloud-init/post-install.d/20-enable-cloud-init";

	it.each([
		["one service", ["cloud-init-local", "cloud-init", "cloud-config", "cloud-final"]],
		["main and network", ["cloud-init-local", "cloud-init-main", "cloud-init-network", "cloud-config", "cloud-final"]],
	])("enables what a release with %s has", (_name, units) => {
		const root = hookRoot();
		root.stub("systemctl");
		root.run(HOOK, { DIB_INIT_SYSTEM: "none" });
		const folder = "/usr/lib/systemd/system";
		const files = units.map((unit) => `${folder}/${unit}.service`).join(" ");
		const command = `mount -t tmpfs units ${folder} && touch ${files} && /element/${HOOK.slice("cloud-init/".length)}`;
		const result = root.shell(command, { DIB_INIT_SYSTEM: "systemd" });
		expect(result).toMatchObject({ status: 0, calls: units.map((unit) => `systemctl enable ${unit}.service`) });
	});

	it("enables the services of OpenRC", () => {
		const root = hookRoot();
		root.stub("rc-update");
		expect(root.run(HOOK, { DIB_INIT_SYSTEM: "openrc" }).calls).toEqual([
			"rc-update add cloud-init-local boot",
			"rc-update add cloud-init default",
			"rc-update add cloud-config default",
			"rc-update add cloud-final default",
		]);
	});

	it.each([
		["left alone", "", "ssh_pwauth: 0\n", "ssh_pwauth: 0\n"],
		["switched on", "1", "ssh_pwauth: 0\n", "ssh_pwauth: true\n"],
		["switched on from false", "yes", "a: b\nssh_pwauth:   False\n", "a: b\nssh_pwauth: true\n"],
		["added", "1", "a: b\n", "a: b\nssh_pwauth: true\n"],
		["added to a file without an end", "1", "a: b", "a: b\nssh_pwauth: true\n"],
	])("password logins: %s", (_name, wish, before, after) => {
		const root = hookRoot();
		root.write("etc/cloud/cloud.cfg", before);
		const env = { DIB_CLOUD_INIT_ALLOW_SSH_PWAUTH: wish };
		expect(root.run("cloud-init/post-install.d/21-cloud-init-allow-password-auth", env).status).toBe(0);
		expect(root.read("etc/cloud/cloud.cfg")).toBe(after);
	});

	it.each([
		["named on one line", "ssh_genkeytypes: [dsa]\nusers: []\n"],
		["one on a line", "ssh_genkeytypes:\n  - dsa\n- rsa\nusers: []"],
		["at the end", "users: []\nssh_genkeytypes:\n - dsa"],
	])("limits host keys %s once, however often it runs", (_name, text) => {
		const root = hookRoot();
		root.write("etc/cloud/cloud.cfg", text);
		root.run("cloud-init/post-install.d/22-cloud-init-ssh_genkeytypes");
		root.run("cloud-init/post-install.d/22-cloud-init-ssh_genkeytypes");
		expect(root.read("etc/cloud/cloud.cfg")).toBe("users: []\nssh_genkeytypes: [rsa, ecdsa, ed25519]\n");
	});
});

describe.skipIf(!canChroot)("cloud-init-datasources", () => {
	const HOOK = "cloud-init-datasources/install.d/05-set-cloud-init-sources";
	const folder = "etc/cloud/cloud.cfg.d";

	it.each([
		["ConfigDrive, OpenStack", false],
		["Ec2", true],
	])("%s", (sources, ec2) => {
		const root = hookRoot();
		root.write(`${folder}/90.cfg`, "");
		expect(root.run(HOOK, { DIB_CLOUD_INIT_DATASOURCES: sources }).status).toBe(0);
		expect(root.read(`${folder}/91-dib-cloud-init-datasources.cfg`)).toBe(`datasource_list: [ ${sources}, None ]\n`);
		expect(root.has(`${folder}/92-ec2-datasource.cfg`)).toBe(ec2);
	});

	it("fails with a hint when no source is named", () => {
		const result = hookRoot().run(HOOK);
		expect(result.status).toBe(1);
		expect(result.output).toContain("DIB_CLOUD_INIT_DATASOURCES");
	});

	it("seeds the data source that needs no cloud", () => {
		const root = hookRoot();
		expect(root.run("cloud-init-nocloud/install.d/05-inject-local-source-data").status).toBe(0);
		for (const name of ["user-data", "meta-data"]) expect(root.read(`var/lib/cloud/seed/nocloud/${name}`)).toBe("");
	});
});
