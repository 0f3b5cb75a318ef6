import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { canChroot, ELEMENTS, type HookRoot, hookRoot } from "../hook-root.js";

const base = {
	DIB_DEV_USER_USERNAME: "kim",
	DIB_DEV_USER_AUTHORIZED_KEYS: "",
	DIB_DEV_USER_GROUPS: "",
	DIB_DEV_USER_PASSWORD: "",
	DIB_DEV_USER_PWDLESS_SUDO: "",
	DIB_DEV_USER_SHELL: "",
};

function prepare(): HookRoot {
	const root = hookRoot();
	root.write("etc/passwd", "root:x:0:0:root:/root:/bin/bash\n");
	root.write("etc/group", "root:x:0:\n");
	root.stub(
		"useradd",
		'echo "kim:x:0:0::/home/kim:/bin/sh" >>/etc/passwd; echo "kim:x:0:" >/etc/group; mkdir -p /home/kim',
	);
	root.stub("usermod");
	root.stub("chpasswd", "cat >/stubs/.password");
	root.stub("visudo");
	return root;
}

describe.skipIf(!canChroot)("devuser in the image", () => {
	const run = (root: HookRoot, env: Record<string, string> = {}) =>
		root.run("devuser/install.d/50-devuser", { ...base, ...env });

	it("creates a user nobody can log in as when nothing else is said", () => {
		const root = prepare();
		root.stub("chown");
		const result = run(root);
		expect(result).toMatchObject({ status: 0, calls: ["useradd --create-home kim", "chown -R kim:kim /home/kim"] });
		expect(root.has("home/kim/.ssh")).toBe(false);
	});

	it("owns what other elements have put into its folder", () => {
		const root = prepare();
		root.stub("chown");
		root.write("home/kim/.profile", "");
		expect(run(root).calls).toContain("chown -R kim:kim /home/kim");
	});

	it.each([
		["a password", "pass word$1", "chpasswd"],
		["a hash", "$6$salt$abcdef/.", "chpasswd --encrypted"],
		["a yescrypt hash", "$y$j9T$salt$hash", "chpasswd --encrypted"],
	])("sets %s and never shows it", (_name, password, call) => {
		const root = prepare();
		const result = run(root, { DIB_DEV_USER_PASSWORD: password, DIB_DEBUG_TRACE: "1" });
		expect(result.status).toBe(0);
		expect(result.calls).toContain(call);
		expect(root.read("stubs/.password")).toBe(`kim:${password}\n`);
		expect(result.output).not.toContain(password);
		expect(result.output).toContain("+ ");
	});

	it("gives shell and groups", () => {
		const root = prepare();
		const result = run(root, {
			DIB_DEV_USER_SHELL: "/bin/zsh",
			DIB_DEV_USER_GROUPS: "adm,video",
		});
		expect(result.status).toBe(0);
		expect(result.calls).toContain("usermod --shell /bin/zsh kim");
		expect(result.calls).toContain("usermod --append --groups adm kim");
		expect(result.calls).toContain("usermod --append --groups video kim");
	});

	it("writes a sudo rule that is checked", () => {
		const root = prepare();
		root.write("etc/sudoers.d/README", "");
		const result = run(root, { DIB_DEV_USER_PWDLESS_SUDO: "yes" });
		expect(result.status).toBe(0);
		expect(result.calls).toContain("visudo --check --quiet --file=/etc/sudoers.d/kim");
		expect(root.read("etc/sudoers.d/kim")).toBe("kim ALL=(ALL) NOPASSWD:ALL\n");
		root.stub("visudo", "exit 1");
		expect(run(root, { DIB_DEV_USER_PWDLESS_SUDO: "yes" }).status).not.toBe(0);
	});

	it("installs the keys for this user alone", () => {
		const root = prepare();
		root.write("tmp/in_target.d/devuser-ssh-authorized-keys", "ssh-ed25519 AAAA kim\n");
		expect(run(root).status).toBe(0);
		expect(root.read("home/kim/.ssh/authorized_keys")).toBe("ssh-ed25519 AAAA kim\n");
		const modes = root.shell("stat -c %a /home/kim/.ssh /home/kim/.ssh/authorized_keys").output;
		expect(modes).toBe("700\n600\n");
	});

	it("takes over a user who exists already", () => {
		const root = prepare();
		root.write("etc/passwd", "root:x:0:0:root:/root:/bin/bash\nkim:x:0:0::/home/kim:/bin/sh\n");
		expect(run(root)).toMatchObject({ status: 0, calls: [] });
	});
});

describe("devuser on the build host", () => {
	function run(home: Record<string, string>, env: Record<string, string> = {}) {
		const folder = mkdtempSync(join(tmpdir(), "devuser-"));
		onTestFinished(() => rmSync(folder, { recursive: true }));
		mkdirSync(join(folder, ".ssh"));
		mkdirSync(join(folder, "hooks"));
		for (const [name, text] of Object.entries(home)) writeFileSync(join(folder, ".ssh", name), text);
		const result = spawnSync(join(ELEMENTS, "devuser/extra-data.d/50-devuser"), {
			env: { PATH: process.env.PATH ?? "", HOME: folder, TMP_HOOKS_PATH: join(folder, "hooks"), ...base, ...env },
			encoding: "utf8",
		});
		expect(result.status).toBe(0);
		try {
			return { keys: readFileSync(join(folder, "hooks/devuser-ssh-authorized-keys"), "utf8"), output: result.stdout };
		} catch {
			return { keys: undefined, output: result.stdout };
		}
	}

	it.each([
		["the first of one's own", { "id_rsa.pub": "rsa\n", "id_ed25519.pub": "ed\n" }, {}, "rsa\n"],
		["the newest kind", { "id_ed25519.pub": "ed\n" }, {}, "ed\n"],
		[
			"none from a path that is no file",
			{ "id_rsa.pub": "rsa\n" },
			{ DIB_DEV_USER_AUTHORIZED_KEYS: "/dev/null" },
			undefined,
		],
		[
			"the file named",
			{ "id_rsa.pub": "rsa\n" },
			{ DIB_DEV_USER_AUTHORIZED_KEYS: join(ELEMENTS, "vm/element-deps") },
			"block-device\nbootloader\n",
		],
	] as const)("takes %s", (_name, home, env, keys) => {
		expect(run(home, env).keys).toBe(keys);
	});

	it("warns when nobody will be able to log in", () => {
		expect(run({}).output).toContain("nobody can log in");
		expect(run({}, { DIB_DEV_USER_PASSWORD: "$6$a$b" }).output).toBe("");
		expect(run({ "id_rsa.pub": "rsa\n" }).output).toBe("");
	});
});
