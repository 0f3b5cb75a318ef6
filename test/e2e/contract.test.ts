import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { openExt } from "../engine/disk/inspect-image.js";
import { probeBuild } from "../support/probe.js";
import { openWorkshop, type Workshop } from "../support/tiny-build.js";

/** What the contract says beyond the checklist. */
let workshop: Workshop;
beforeAll(() => {
	workshop = openWorkshop();
});
afterAll(() => workshop.remove());

async function build(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
	const ended = await workshop.diskImageCreate(["-n", "-t", "raw", "-o", "image", "tiny-os", ...args], env);
	return { ...ended, log: ended.stdout + ended.stderr };
}

describe("environment (§2.2, §3.2, §6.4)", () => {
	test("snippets are sourced for a phase whose folder has no hook to run: they may refuse it", async () => {
		workshop.element("gate/pre-install.d/10-idle.sh", "#!/bin/bash\nexit 1\n");
		const gate = 'if [ -d /tmp/in_target.d ]; then echo "the gate is shut"; exit 4; fi\n';
		workshop.element("gate/environment.d/50-gate", gate, 0o644);
		const { code, log } = await build(["gate"]);
		expect(code).toBe(4);
		expect(log).toContain("the gate is shut");
		expect(log).not.toContain("post-install.d");
	});

	test("the runner's table is printed for it too; with -x the files that it passes over", async () => {
		workshop.element("idle/post-root.d/10-idle", "#!/bin/bash\n", 0o644);
		const { code, log } = await build(["-x", "idle"]);
		expect(code, log).toBe(0);
		expect(log).toMatch(/Ignoring 10-idle: not executable[\s\S]*Target: post-root\.d\n/);
	});

	test("LOGFILE is what --logfile gives; what the caller exports is empty without it", async () => {
		const show = '#!/bin/bash\necho "log is <${LOGFILE-unset}> target is <${DOCKER_TARGET-unset}>"\nexit 9\n';
		workshop.element("shows/root.d/00-shows", show);
		const loud = { DIB_QUIET: "0" };
		expect((await build(["shows", "--logfile", "out.log"], loud)).log).toContain("log is <out.log> target is <unset>");
		expect((await build(["shows"])).log).toContain("log is <unset>");
		const exported = await build(["shows"], { LOGFILE: "mine", DOCKER_TARGET: "me/it" });
		expect(exported.log).toContain("log is <> target is <>");
	});

	test("-c leaves hooks the user, the proxies and DIB_*, inside and outside (Q1)", async () => {
		const show = '#!/bin/bash\necho "$(basename "$(dirname "$0")"): ${TOKEN-no token} $DIB_MINE $http_proxy"\n';
		for (const phase of ["root", "install"]) workshop.element(`clear/${phase}.d/20-shows`, show);
		const env = { TOKEN: "a token", DIB_MINE: "mine", http_proxy: "http://proxy.invalid" };
		const { code, log } = await build(["clear", "-c"], env);
		expect(code, log).toBe(0);
		expect(log.match(/(root|install)\.d: .*/g)).toEqual([
			"root.d: no token mine http://proxy.invalid",
			"install.d: no token mine http://proxy.invalid",
		]);
	});

	test("--install-type counts from extra-data on, and a snippet that only fills a gap comes before it", async () => {
		const show = '#!/bin/bash\necho "type at $(basename "$(dirname "$0")") is ${DIB_DEFAULT_INSTALLTYPE-unset}"\n';
		for (const phase of ["root", "extra-data", "install"]) workshop.element(`typed/${phase}.d/20-shows`, show);
		const plain = await build(["typed", "--install-type", "re$po"]);
		expect(plain.log.match(/type at .*/g)).toEqual([
			"type at root.d is unset",
			"type at extra-data.d is re$po",
			"type at install.d is re$po",
		]);
		workshop.element("gap/environment.d/01-gap", "export DIB_DEFAULT_INSTALLTYPE=${DIB_DEFAULT_INSTALLTYPE:-own}\n");
		expect((await build(["typed", "gap", "--install-type", "package"])).log).toContain("type at install.d is own");
		const exported = await build(["typed", "--install-type", "package"], { DIB_DEFAULT_INSTALLTYPE: "source" });
		expect(exported.log).toContain("type at root.d is package");
	});
});

describe("block device layer for hooks (§9.2, §9.10)", () => {
	const TOOL = join(import.meta.dirname, "../../dist/bin/dib-block-device.js");

	test("params.yaml has size and options once they are known, and dib-block-device finds the devices", async () => {
		const tool = `tool() { '${process.execPath}' '${TOOL}' "$@"; }`;
		const script = (name: string) =>
			`#!/bin/bash\nset -eu\n${tool}\ncp "$DIB_BLOCK_DEVICE_PARAMS_YAML" "$PROBE/${name}.yaml"\n`;
		const ask = 'for symbol in image-path image-block-device image-block-devices; do tool getval "$symbol"; done';
		workshop.element("asks/post-root.d/50-asks", `${script("before")}tool getval mount-points >"$PROBE/points"\n`);
		workshop.element("asks/cleanup.d/40-asks", `${script("after")}(${ask}) >"$PROBE/values"\n`);
		const args = ["-t", "raw", "-o", "image", "--image-size", "0.1", "--root-label", "123", "asks"];
		const probe = await probeBuild(workshop, args, { MKFS_OPTS: "-m 1" });
		const { IMAGE_BLOCK_DEVICE, IMAGE_BLOCK_DEVICES, TMP_BUILD_DIR, TMP_IMAGE_DIR } = probe.at("cleanup").env;
		const known = {
			config: `${TMP_BUILD_DIR}/block-device/config.yaml`,
			"image-dir": TMP_IMAGE_DIR,
			"root-fs-type": "ext4",
			"root-label": "123",
			"mount-base": `${TMP_BUILD_DIR}/mnt`,
			"build-dir": TMP_BUILD_DIR,
		};
		expect(parse(probe.outside("before.yaml"))).toEqual(known);
		expect(parse(probe.outside("after.yaml"))).toEqual({
			...known,
			"image-size": "104896KiB",
			"root-fs-opts": "-i 4096 -J size=4 -m 1",
		});
		expect(probe.outside("points")).toBe("/\n");
		const values = [`${TMP_IMAGE_DIR}/image0.raw`, IMAGE_BLOCK_DEVICE, IMAGE_BLOCK_DEVICES];
		expect(probe.outside("values")).toBe(values.map((value) => `${value}\n`).join(""));
	});

	test("a device that a block-device hook names is passed over, and that is said (§7.9)", async () => {
		workshop.element("legacy/block-device.d/10-own", "#!/bin/bash\necho IMAGE_BLOCK_DEVICE=/dev/null\n");
		const { code, log } = await build(["legacy"]);
		expect(code, log).toBe(0);
		expect(log).toMatch(/WARNING: block-device\/10-own names a block device .* which is ignored/);
	});
});

test("DIB_SHOW_IMAGE_USAGE reports what takes room in the image (§7.4)", async () => {
	workshop.element("big/install.d/10-big", "#!/bin/bash\nhead -c 12M /dev/zero >/big\nhead -c 1M /dev/zero >/less\n");
	const some = await build(["big"], { DIB_SHOW_IMAGE_USAGE: "1" });
	expect(some.log).toMatch(/ 12M \/big\n/);
	expect(some.log).not.toMatch(/ \/less\n/);
	const all = await build(["big"], { DIB_SHOW_IMAGE_USAGE: "1", DIB_SHOW_IMAGE_USAGE_FULL: "1" });
	expect(all.log).toMatch(/ 1\.0M \/less\n/);
	expect((await build(["big"])).log).not.toContain("/big\n");
});

describe("trees that lack something (§13)", () => {
	test.each([
		[
			"/proc",
			'rm -r "$TARGET_ROOT/proc" "$TARGET_ROOT/sys"',
			[],
			"The root phase has left no /proc, /sys in the image",
		],
		["/tmp", 'rm -r "$TARGET_ROOT/tmp"', ["says-packages"], "The image needs a folder /tmp during the build"],
	])("a tree without %s is told in words", async (_, command, elements, message) => {
		workshop.element("lacks/root.d/90-lacks", `#!/bin/bash\nset -eu\n${command}\n`);
		const { code, log } = await build(["lacks", ...elements]);
		expect(code).toBe(1);
		expect(log).toContain(message);
		expect(log).not.toMatch(/bug in diskwright|\n\s+at .*\.js:\d+/);
	});
});

describe("names that are no UTF-8", () => {
	const shell = (script: string) => execFileSync("bash", ["-euc", script], { cwd: workshop.folder });

	test("deep in an element and in the image they are kept, and removed where they have to be", async () => {
		const name = "$'caf\\xe9'";
		workshop.element("bytes/data/deep/plain", "");
		shell(`mkdir elements/bytes/data/deep/${name}; echo here >elements/bytes/data/deep/${name}/${name}`);
		const hook = `#!/bin/bash
set -eu
cp -r "$(dirname "$0")/../data/deep" /etc/deep
mkdir /tmp/${name} /var/log/${name}
echo text >/tmp/${name}/${name}
echo text >/var/log/${name}/${name}
echo text >/root/${name}.log
`;
		workshop.element("bytes/install.d/10-bytes", hook);
		const { code, log } = await build(["bytes"]);
		expect(code, log).toBe(0);
		const { list, stat } = openExt(join(workshop.folder, "image.raw"), { start: 0, bytes: 0 });
		expect(list("/tmp")).toEqual([".", ".."]);
		expect(list("/root")).toEqual([".", ".."]);
		expect(list("/etc/deep")).toHaveLength(4);
		expect(stat("/var/log").length).toBeGreaterThan(0);
	});

	test("where an element's hooks are, they are refused before the build; other elements stay usable", async () => {
		workshop.element("odd/install.d/10-odd", "#!/bin/bash\n");
		shell("touch elements/odd/install.d/$'50-caf\\xe9'");
		const { code, log } = await build(["odd"]);
		expect(code).toBe(1);
		expect(log).toContain("The element odd holds a file whose name is no UTF-8: install.d/50-caf\ufffd");
		expect(log).not.toContain("root.d");
		const other = await build([]);
		expect(other.code, other.log).toBe(0);
	});
});

test("folders with blanks, commas and colons in their names (Q55)", async () => {
	const odd = openWorkshop();
	try {
		const path = (name: string) => join(odd.folder, name);
		mkdirSync(path("tmp a,b:c"));
		mkdirSync(path("images of mine"));
		odd.write("my elements/looks/finalise.d/10-looks", "#!/bin/bash\nset -eu\ntest -d /proc/self\n", 0o755);
		const env = {
			TMPDIR: path("tmp a,b:c"),
			ELEMENTS_PATH: `${path("my elements")}:${odd.env.ELEMENTS_PATH}`,
			DIB_IMAGE_CACHE: path("my cache"),
		};
		for (const elements of [[], ["looks"]]) {
			const image = `images of mine/image ${elements.length}`;
			const args = ["-n", "-t", "raw,qcow2,tar", "--checksum", "-o", image, "tiny-os", ...elements];
			const { code, stdout, stderr } = await odd.diskImageCreate(args, env);
			expect(code, stdout + stderr).toBe(0);
			expect(openExt(path(`${image}.raw`), { start: 0, bytes: 0 }).read("/etc/hostname")).toBe("tiny\n");
			const sums = await odd.run(["sha256sum", "--check", `${image}.tar.sha256`]);
			expect(sums.code, sums.stderr).toBe(0);
		}
		expect(readdirSync(path("tmp a,b:c"))).toEqual([]);
	} finally {
		odd.remove();
	}
});

test("a loop of links and a broken element.yaml harm only the element that has them", async () => {
	workshop.element("loops/install.d/10-loops", "#!/bin/bash\n");
	execFileSync("ln", ["-s", "itself", join(workshop.folder, "elements/itself")]);
	execFileSync("ln", ["-s", "itself", join(workshop.folder, "elements/loops/install.d/itself")]);
	execFileSync("ln", ["-s", ".", join(workshop.folder, "elements/loops/again")]);
	writeFileSync(workshop.element("broken/README.rst", "", 0o644).replace("README.rst", "element.yaml"), "title: [\n");
	const { code, log } = await build(["loops"]);
	expect(code, log).toBe(0);
});
