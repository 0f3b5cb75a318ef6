import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { canChroot, ELEMENTS, HOOK_LIBRARY, hookRoot } from "../hook-root.js";

const HARDEN = "openssh-server/post-install.d/99-harden-sshd-config";
const KNOWN = 'case "$2" in cipher) echo aes256-ctr;; mac) echo hmac-sha2-256;; kex) echo curve25519-sha256;; esac';

describe.skipIf(!canChroot)("openssh-server", () => {
	it.each([
		["debian", "systemd", ["systemctl enable ssh.service"]],
		["fedora", "systemd", ["systemctl enable sshd.service"]],
		["gentoo", "openrc", ["rc-update add sshd default"]],
		["ubuntu", "upstart", []],
	])("enables the server on %s with %s", (distribution, init, calls) => {
		const root = hookRoot();
		root.stub("systemctl");
		root.stub("rc-update");
		const env = { DISTRO_NAME: distribution, DIB_INIT_SYSTEM: init };
		const result = root.run("openssh-server/post-install.d/80-enable-sshd-service", env);
		expect(result).toMatchObject({ status: 0, calls });
	});

	it("offers only what this version knows, before everything else, once", () => {
		const root = hookRoot();
		root.stub("ssh", KNOWN);
		root.write("etc/ssh/sshd_config", "Include x\nCiphers 3des-cbc\nPort 22\nMatch User kim\n  MACs hmac-md5\n");
		expect(root.run(HARDEN).status).toBe(0);
		root.run(HARDEN);
		expect(root.read("etc/ssh/sshd_config")).toBe(
			"Ciphers aes256-ctr\nMACs hmac-sha2-256\nKexAlgorithms curve25519-sha256\n" +
				"Include x\nPort 22\nMatch User kim\n",
		);
	});

	it("leaves the settings alone when told so", () => {
		const root = hookRoot();
		root.stub("ssh", KNOWN);
		root.write("etc/ssh/sshd_config", "Port 22\n");
		expect(root.run(HARDEN, { DIB_OPENSSH_SERVER_HARDENING: "0" }).status).toBe(0);
		expect(root.read("etc/ssh/sshd_config")).toBe("Port 22\n");
	});
});

describe("runtime-ssh-host-keys", () => {
	it("removes host keys, and nothing else, from the image", () => {
		const folder = mkdtempSync(join(tmpdir(), "host-keys-"));
		onTestFinished(() => rmSync(folder, { recursive: true }));
		mkdirSync(join(folder, "etc/ssh"), { recursive: true });
		for (const name of ["ssh_host_rsa_key", "ssh_host_rsa_key.pub", "sshd_config", "ssh_config"]) {
			writeFileSync(join(folder, "etc/ssh", name), "");
		}
		mkdirSync(join(folder, "bin"));
		writeFileSync(join(folder, "bin/sudo"), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
		const result = spawnSync(join(ELEMENTS, "runtime-ssh-host-keys/cleanup.d/90-remove-ssh-host-keys"), {
			env: { PATH: `${join(folder, "bin")}:${process.env.PATH}`, _LIB: HOOK_LIBRARY, TARGET_ROOT: folder },
		});
		expect(result.status).toBe(0);
		expect(readdirSync(join(folder, "etc/ssh")).sort()).toEqual(["ssh_config", "sshd_config"]);
	});

	it.skipIf(!canChroot)("makes the keys that are missing and keeps the others", () => {
		const root = hookRoot();
		root.stub("ssh-keygen", 'echo new >"${@: -1}"');
		root.write("etc/ssh/ssh_host_rsa_key", "old\n");
		expect(root.run("runtime-ssh-host-keys/static/usr/local/sbin/runtime-ssh-host-keys.sh").status).toBe(0);
		expect(root.read("etc/ssh/ssh_host_rsa_key")).toBe("old\n");
		expect(root.read("etc/ssh/ssh_host_ed25519_key")).toBe("new\n");
	});
});
