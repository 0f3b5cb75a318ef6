import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PHASES, type Phase, whereRuns } from "../../../src/core/hooks/phases.js";
import { openExt } from "../../engine/disk/inspect-image.js";
import { hostState, processesNaming, until } from "../../support/host-state.js";
import { type Probe, probeBuild } from "../../support/probe.js";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";

/** Two builds: one keeps the image's own resolv.conf, in the other the build makes a link of it. */
let workshop: Workshop;
let linking: Workshop;
let probe: Probe;
let linked: Probe;

const CHROOT_PHASES = PHASES.filter((phase) => whereRuns(phase) === "chroot");
const FROM_EXTRA_DATA = PHASES.slice(1);
const LAST_PHASES: readonly Phase[] = ["pre-finalise", "finalise", "cleanup"];

beforeAll(async () => {
	workshop = openWorkshop();
	mkdirSync(join(workshop.folder, "temporary"));
	const { element } = workshop;
	element(
		"system/root.d/60-own",
		`#!/bin/bash
set -eu
echo "nameserver 192.0.2.1" >"$TARGET_ROOT/etc/resolv.conf"
mkdir "$TARGET_ROOT/cache"
mount -t tmpfs cache "$TARGET_ROOT/cache"
`,
	);
	for (const phase of CHROOT_PHASES) {
		element(
			`system/${phase}.d/60-look`,
			`#!/bin/bash\nset -eu\ncat /etc/resolv.conf >/probe/${phase}/resolv.conf\nif (: >/sys/written) 2>/dev/null; then exit 1; fi\n`,
		);
	}
	element(
		"system/install.d/60-leave",
		`#!/bin/bash
set -eu
echo "search edited.example" >>/etc/resolv.conf.ORIG
mkdir /tmp/folder
touch /tmp/.hidden "/tmp/with blank" /tmp/folder/file
mkdir /var/log/app
echo text >/var/log/app/app.log
echo text >/root/install.log
echo text >/root/kept
`,
	);
	for (const phase of LAST_PHASES) {
		element(
			`system/${phase}.d/60-devices`,
			`#!/bin/bash
set -eu
declare -A devices
eval "devices=( $IMAGE_BLOCK_DEVICES )"
[ -b "\${devices[image0]}" ] && [ "\${devices[image0]}" = "$IMAGE_BLOCK_DEVICE" ]
echo "devices in ${phase}: \${!devices[*]}"
`,
		);
	}
	probe = await probeBuild(workshop, ["-t", "raw", "-o", "image", "system", "-p", "a,b", "says-packages"], {
		TMPDIR: join(workshop.folder, "temporary"),
		VIRTUAL_ENV: "/venv",
		PYTHONPATH: "/python",
		"BASH_FUNC_of_caller%%": "() {  echo hello\n}",
	});

	linking = openWorkshop();
	linking.element(
		"linking/install.d/60-link",
		"#!/bin/bash\nset -eu\nln -sf ../run/stub-resolv.conf /etc/resolv.conf\n",
	);
	linking.element(
		"linking/root.d/60-own",
		'#!/bin/bash\nset -eu\necho "nameserver 192.0.2.1" >"$TARGET_ROOT/etc/resolv.conf"\n',
	);
	linking.element("linking/environment.d/01-type", "export DIB_DEFAULT_INSTALLTYPE=package\n", 0o644);
	linked = await probeBuild(linking, ["-t", "raw", "-o", "image", "linking"]);
});
afterAll(() => {
	workshop.remove();
	linking.remove();
});

const image = ({ folder }: Workshop) => openExt(join(folder, "image.raw"), { start: 0, bytes: 0 });
const points = (phase: Phase) => probe.at(phase).mounts.map(({ point }) => point);

test("15.42 the order of the phases, with the packages of -p after install", () => {
	const said = probe.log.split("\n").flatMap((line) => /probe at (\S+)$|(packages): /.exec(line)?.slice(1) ?? []);
	expect(said.filter(Boolean)).toEqual([...PHASES.slice(0, 4), "packages", ...PHASES.slice(4)]);
});

test("15.43 nothing is mounted below the target during root; from extra-data on proc, dev, dev/pts and sys are", () => {
	expect(points("root")).toEqual([]);
	for (const phase of FROM_EXTRA_DATA.filter((each) => each !== "block-device")) {
		expect(points(phase), phase).toEqual(expect.arrayContaining(["/proc", "/dev", "/dev/pts", "/sys"]));
	}
});

test("15.44 /sys is read-only in the chroot", () => {
	for (const phase of CHROOT_PHASES) {
		const sys = probe.at(phase).mounts.find(({ point }) => point === "/sys");
		expect([sys?.type, sys?.options.includes("ro")], phase).toEqual(["sysfs", true]);
	}
});

test("15.45 an empty target after root ends the build: Failed to deploy the root element.", async () => {
	workshop.element("empty-os/element-provides", "operating-system\n", 0o644);
	workshop.element("empty-os/root.d/10-nothing", '#!/bin/bash\nset -eu\nmkdir "$TARGET_ROOT/tmp"\n');
	const ended = await workshop.diskImageCreate(["-n", "-t", "raw", "-o", "empty", "empty-os"]);
	expect(ended.code).toBe(1);
	expect(ended.stdout).toContain("Failed to deploy the root element.");
});

test("15.46 resolv.conf is the host's during the build; the original, as edited, is in the image; a link made in the build is kept", () => {
	const host = readFileSync("/etc/resolv.conf", "utf8");
	for (const phase of CHROOT_PHASES) expect(probe.inside(`${phase}/resolv.conf`), phase).toBe(host);
	expect(image(workshop).read("/etc/resolv.conf")).toBe("nameserver 192.0.2.1\nsearch edited.example\n");
	expect(image(linking).stat("/etc/resolv.conf")).toContain('Fast link dest: "../run/stub-resolv.conf"');
	for (const one of [workshop, linking]) expect(image(one).list("/etc")).not.toContain("resolv.conf.ORIG");
});

test("15.47 mounts of root hooks below the target exist through post-root and are gone in block-device", () => {
	for (const phase of PHASES.slice(1, PHASES.indexOf("block-device"))) expect(points(phase), phase).toContain("/cache");
	expect(probe.outside("post-root/mounts")).toMatch(/^cache /m);
	expect(probe.outside("block-device/mounts")).not.toMatch(/^cache /m);
});

test("15.48 in chroot phases: uid 0, HOME=/root, cwd /, no TMPDIR, no VIRTUAL_ENV, the six directories in PATH", () => {
	const directories = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];
	for (const phase of CHROOT_PHASES) {
		const { env, uid, cwd } = probe.at(phase);
		expect([uid, cwd, env.HOME, env.TMPDIR, env.VIRTUAL_ENV], phase).toEqual([0, "/", "/root", undefined, undefined]);
		expect(env.PATH?.split(":"), phase).toEqual(expect.arrayContaining(directories));
	}
	const { VIRTUAL_ENV, TMPDIR = "" } = probe.at("root").env;
	expect(VIRTUAL_ENV).toBe("/venv");
	expect(TMPDIR.startsWith(join(workshop.folder, "temporary/dib_build."))).toBe(true);
});

test("15.49 exported functions and PYTHONPATH do not reach the chroot", () => {
	const names = (phase: Phase) =>
		Object.keys(probe.at(phase).env).filter((name) => /^BASH_FUNC_|^PYTHONPATH$/.test(name));
	for (const phase of CHROOT_PHASES) expect(names(phase), phase).toEqual([]);
	expect(names("root")).toEqual(expect.arrayContaining(["PYTHONPATH", "BASH_FUNC_of_caller%%"]));
});

test("15.50 DIB_DEFAULT_INSTALLTYPE is set from extra-data on; a snippet numbered below 11 overrides it", () => {
	const types = ({ at }: Probe) => PHASES.map((phase) => at(phase).env.DIB_DEFAULT_INSTALLTYPE);
	expect(types(probe)).toEqual([undefined, ...FROM_EXTRA_DATA.map(() => "source")]);
	expect(types(linked)).toEqual(PHASES.map(() => "package"));
});

test("15.51 DIB_ROOT_LABEL, DIB_ROOT_FSTYPE, DIB_BOOT_LABEL, DIB_MOUNTPOINTS are set in all phases", () => {
	const wanted = {
		DIB_ROOT_LABEL: "cloudimg-rootfs",
		DIB_ROOT_FSTYPE: "ext4",
		DIB_BOOT_LABEL: "",
		DIB_MOUNTPOINTS: "/",
	};
	for (const phase of PHASES) expect(probe.at(phase).env, phase).toMatchObject(wanted);
});

test("15.52 IMAGE_BLOCK_DEVICE and an eval-able IMAGE_BLOCK_DEVICES are set in pre-finalise, finalise, cleanup only", () => {
	for (const phase of LAST_PHASES) expect(probe.log).toContain(`devices in ${phase}: image0\n`);
	for (const phase of PHASES.filter((each) => !LAST_PHASES.includes(each))) {
		expect(probe.at(phase).env, phase).not.toHaveProperty("IMAGE_BLOCK_DEVICE");
	}
});

test("15.53 /tmp of the image is empty, files in /var/log have size 0, /root/*.log are gone", () => {
	const { list, stat, read } = image(workshop);
	expect(list("/tmp")).toEqual([".", ".."]);
	expect(stat("/var/log/app/app.log")).toMatch(/Size: 0$/m);
	expect([list("/root").filter((name) => name !== "." && name !== ".."), read("/root/kept")]).toEqual([
		["kept"],
		"text\n",
	]);
});

test("15.54 break=after-error with break_outside_target=1 runs break_cmd on the host, and the build still fails", async () => {
	workshop.element("six/install.d/10-six", "#!/bin/bash\ntouch /tmp/should-fail\nexit 6\n");
	const ended = await workshop.diskImageCreate(["-n", "-t", "raw", "-o", "broken", "tiny-os", "six"], {
		break: "after-error",
		break_outside_target: "1",
		break_cmd: 'cp -v "$TMP_MOUNT_PATH/tmp/should-fail" copied',
	});
	expect(ended.code).toBe(6);
	expect(existsSync(join(workshop.folder, "copied")), ended.stdout).toBe(true);
});

test("15.55 after any failure no mount, loop device, tmpfs, process or temporary directory remains", async () => {
	const phases: readonly Phase[] = ["root", "install", "finalise"];
	for (const phase of phases) {
		workshop.element(
			`leaves-${phase}/${phase}.d/10-leaves`,
			`#!/bin/bash\ntree=\${TARGET_ROOT:-}\nmkdir -p "$tree/left"\nmount -t tmpfs left "$tree/left"\nsleep 300 &\nexit 5\n`,
		);
		const temporary = join(workshop.folder, "temporary");
		const marker = `TEST_MARKER=${workshop.folder}/${phase}`;
		const ended = await workshop.diskImageCreate(["-n", "-t", "raw", "-o", "left", "tiny-os", `leaves-${phase}`], {
			TMPDIR: temporary,
			TEST_MARKER: `${workshop.folder}/${phase}`,
		});
		expect(ended.code, ended.stdout).toBe(5);
		await until("all processes to end", 10_000, () => processesNaming(marker).length === 0);
		// Others may build here, too: only what bears the name of this test's folder counts.
		const { mounts, loops } = hostState([]);
		expect(
			[...mounts, ...loops].filter((line) => line.includes(workshop.folder)),
			phase,
		).toEqual([]);
		expect([readdirSync(temporary), readdirSync(workshop.folder).filter((name) => name.startsWith("left"))]).toEqual([
			[],
			[],
		]);
	}
});
