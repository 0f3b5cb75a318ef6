import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DIB_ELEMENTS } from "../../support/catalogue.js";
import { hostMirrors } from "../../support/host-mirrors.js";
import { type Finished, runProgram } from "../../support/run-program.js";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";

/** Ramdisks of a real Debian. It is built once, with every package that is needed; each test starts from that tree. */
let workshop: Workshop;
let env: NodeJS.ProcessEnv;

const PACKAGES = [
	...["busybox", "cpio", "git", "ifupdown", "iproute2", "isc-dhcp-client", "kmod", "ndisc6"],
	...["open-iscsi", "openssh-server", "tgt", "udev"],
];

beforeAll(async () => {
	workshop = openWorkshop();
	const cache = join(workshop.folder, "cache");
	env = { ...workshop.env, DIB_RELEASE: "bookworm", DIB_IMAGE_CACHE: cache, DIB_PYTHON_VERSION: "3" };
	const packages = PACKAGES.join(",");
	await create("disk-image-create", ["-t", "dir", "-o", "base", "-p", packages, "debian-minimal", "quick-kernel"]);
	const tarball = join(cache, "debootstrap-debian-bookworm-amd64.tar.gz");
	const pack = `tar -C base.dir --numeric-owner --xattrs -c . | gzip -1 >${tarball} && rm -r base.dir`;
	execFileSync("bash", ["-o", "pipefail", "-c", pack], { cwd: workshop.folder });
	env = { ...env, DIB_DEBIAN_USE_DEBOOTSTRAP_CACHE: "1", DIB_DEBOOTSTRAP_CACHE: "0", DIB_AVOID_PACKAGES_UPDATE: "1" };
});
afterAll(() => workshop.remove());

async function create(
	program: "disk-image-create" | "ramdisk-image-create",
	args: readonly string[],
	more: NodeJS.ProcessEnv = {},
): Promise<Finished> {
	const built = await runProgram(program, args, { cwd: workshop.folder, env: { ...env, ...more } });
	expect(built.code, built.stdout.slice(-3000) + built.stderr).toBe(0);
	return built;
}

/** Files of a build in the working folder, without the log of its packages. */
const files = (name: string) =>
	readdirSync(workshop.folder).filter((file) => file.startsWith(`${name}.`) && file !== `${name}.d`);

/** Boots one of the two files and waits for a text on the console. */
async function boots(file: string, until: string): Promise<void> {
	const args = ["boot", file, "--append", "disk=vda", "--until", until, "--timeout", "300"];
	const boot = await runProgram("diskwright", args, { cwd: workshop.folder, env });
	expect(boot.code, boot.stdout.slice(-3000) + boot.stderr).toBe(0);
}

const FRAGMENTS = "The fragments run: made by a hook of ramdisk-install.d, disk vda";

test("ramdisk-image-create debian-minimal makes a kernel and a ramdisk that boot, and nothing else", async () => {
	await create("ramdisk-image-create", ["-o", "rescue", "debian-minimal", "quick-kernel"]);
	expect(files("rescue")).toEqual(["rescue.initramfs", "rescue.kernel", "rescue.manifest.json"]);
	const { outputs } = JSON.parse(readFileSync(join(workshop.folder, "rescue.manifest.json"), "utf8"));
	expect(outputs.map(({ file }: { file: string }) => file)).toEqual(["rescue.initramfs", "rescue.kernel"]);
	const shown = await runProgram("diskwright", ["runs", "show", "latest"], { env });
	expect(shown.stdout).toMatch(/\/rescue\.initramfs {2}\d+ bytes\n {2}\S+\/rescue\.kernel {2}\d+ bytes\n/);
	await boots("rescue.kernel", FRAGMENTS);
});

test("DIB's own ramdisk element, unmodified, makes one that boots", async () => {
	const { debian, security } = hostMirrors();
	const built = await create("ramdisk-image-create", ["-o", "deploy", "debian-minimal", "quick-kernel"], {
		ELEMENTS_PATH: `${workshop.env.ELEMENTS_PATH}:${DIB_ELEMENTS}`,
		// Its own default names a suite that Debian gave up.
		DIB_APT_SOURCES_CONF: `one:deb ${debian} bookworm main\ntwo:deb ${security} bookworm-security main`,
	});
	expect(built.stdout).toMatch(/ Expanded element dependencies to: .*\bdeploy-tgtadm\b.*\bramdisk-base\b/m);
	expect(built.stdout).toContain("Running hooks from /tmp/in_target.d/ramdisk-install.d\n");
	expect(files("deploy")).toEqual(["deploy.initramfs", "deploy.kernel", "deploy.manifest.json"]);
	await boots("deploy.initramfs", FRAGMENTS);
});

test("15.85 ironic-python-agent-ramdisk with debian-minimal yields NAME.kernel and NAME.initramfs and no qcow2", async () => {
	const agent = join(workshop.folder, "agent-source");
	mkdirSync(agent);
	workshop.write("agent-source/agent", "#!/bin/sh\necho agent\n");
	const git = (...args: string[]) =>
		execFileSync("git", ["-C", agent, "-c", "user.name=a", "-c", "user.email=a@b", ...args]);
	git("init", "--quiet", "--initial-branch", "master");
	git("add", "agent");
	git("commit", "--quiet", "--message", "agent");
	await create(
		"disk-image-create",
		["-o", "ipa", "--checksum", "ironic-python-agent-ramdisk", "debian-minimal", "quick-kernel"],
		{
			DIB_REPOLOCATION_ironic_python_agent: agent,
		},
	);
	expect(files("ipa")).toEqual(["ipa.initramfs", "ipa.kernel", "ipa.manifest.json", "ipa.md5", "ipa.sha256"]);
	execFileSync("sha256sum", ["--check", "--quiet", "ipa.sha256"], { cwd: workshop.folder });
	const listing = execFileSync("bash", ["-c", "gzip -dc ipa.initramfs | cpio --list --quiet"], {
		cwd: workshop.folder,
		encoding: "utf8",
		maxBuffer: 2 ** 26,
	}).split("\n");
	expect(listing).toEqual(
		expect.arrayContaining([
			...["init", "usr/local/bin/ironic-python-agent", "usr/lib/systemd/system/ironic-python-agent.service"],
			...["etc/systemd/system/multi-user.target.wants/ironic-python-agent.service", "etc/of-pre-finalise"],
		]),
	);
	expect(listing).not.toContain("etc/resolv.conf.ORIG");
});
