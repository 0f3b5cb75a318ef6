import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { openExt } from "../../engine/disk/inspect-image.js";
import { DIB_ELEMENTS } from "../../support/catalogue.js";
import { type Probe, probeBuild } from "../../support/probe.js";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";

/** One build with every element of DIB's that works without a real distribution, as Debian ships them. */
let workshop: Workshop;
let probe: Probe;

const ELEMENTS = [
	...["base", "baremetal", "cloud-init-nocloud", "dhcp-all-interfaces", "dib-run-parts", "element-manifest"],
	...["enable-serial-console", "growroot", "journal-to-console", "local-config", "modprobe", "pip-cache"],
	...["runtime-ssh-host-keys", "select-boot-kernel-initrd", "stable-interface-names", "svc-map", "sysctl", "sysprep"],
	"uboot",
];

beforeAll(async () => {
	workshop = openWorkshop();
	const { element, write } = workshop;
	element(
		"machine/root.d/30-machine",
		`#!/bin/bash
set -eu
cd "$TARGET_ROOT"
mkdir -p boot etc/cloud/cloud.cfg.d etc/sysctl.d etc/systemd etc/ssh usr/lib/systemd/system
echo 12 >etc/debian_version
echo kernel >boot/vmlinuz-6.1
echo ramdisk >boot/initrd.img-6.1
echo 0123456789abcdef >etc/machine-id
touch etc/ssh/ssh_host_rsa_key
cp -a /usr/lib/python3/dist-packages/yaml "$(echo usr/lib/python3.*)"
for program in apt-get systemctl; do
    printf '#!/bin/bash\\necho "%s: $*"\\n' $program >usr/bin/$program
    chmod +x usr/bin/$program
done
`,
	);
	element("machine/environment.d/11-machine.bash", "export DISTRO_NAME=debian DIB_RELEASE=bookworm\n", 0o644);
	element("machine/svc-map", "of-all:\n  default: everywhere\nof-debian:\n  debian: here\n  redhat: there\n", 0o644);
	element("machine/modprobe.d/machine.conf", "options loop max_part=8\n", 0o644);
	element(
		"machine/install.d/90-machine",
		"#!/bin/bash\nset -eu\nsvc-map of-all of-debian of-nobody\nsysctl-write-value net.ipv4.ip_forward 1\n",
	);
	write("home/.ssh/authorized_keys", "ssh-ed25519 AAAA me@here\n");
	probe = await probeBuild(
		workshop,
		["-t", "raw", "-o", "image", "tiny-python", "says-packages", "machine", ...ELEMENTS],
		{
			ELEMENTS_PATH: `${workshop.env.ELEMENTS_PATH}:${DIB_ELEMENTS}`,
			// Debian's package prefers Python 2 otherwise.
			DIB_PYTHON_VERSION: "3",
		},
	);
});
afterAll(() => workshop.remove());

const image = () => openExt(join(workshop.folder, "image.raw"), { start: 0, bytes: 0 });

test("all of them are DIB's", () => {
	const paths = Object.entries(parse(probe.at("cleanup").env.IMAGE_ELEMENT_YAML as string) as Record<string, string>);
	const own = ["machine", "probe", "says-packages", "tiny-os", "tiny-python"];
	const foreign = paths.filter(([name, path]) => !own.includes(name) && path !== join(DIB_ELEMENTS, name));
	expect(foreign).toEqual([]);
	expect(paths.length - own.length).toBeGreaterThan(ELEMENTS.length);
});

test("outside hooks leave their files beside the image", () => {
	const beside = (name: string) => readFileSync(join(workshop.folder, name), "utf8");
	expect([beside("image.vmlinuz"), beside("image.initrd")]).toEqual(["kernel\n", "ramdisk\n"]);
	const { outputs } = JSON.parse(beside("image.manifest.json")) as { outputs: { file: string }[] };
	expect(outputs.map(({ file }) => file)).toEqual(["image.initrd", "image.vmlinuz", "image.raw"]);
	const listed = beside("image.d/dib-manifests/dib-element-manifest").trimEnd().split("\n");
	expect(listed).toEqual(probe.at("cleanup").env.IMAGE_ELEMENT?.split(" "));
});

test("hooks inside find what the hooks tree, the helpers and the mapped names bring", () => {
	expect(probe.log).toMatch(/\| everywhere\n.*\| here\n.*\| of-nobody\n/);
	expect(probe.log).toMatch(/> packages: (?=.*\brsync\b)(?=.*\bisc-dhcp-client\b)/);
	const { read, list } = image();
	expect(probe.log).toContain("| systemctl: enable growroot.service\n");
	expect(read("/usr/lib/systemd/system/growroot.service")).toContain("Grow root partition");
	expect(list("/usr/local/sbin")).toEqual(expect.arrayContaining(["dhcp-all-interfaces.sh", "growroot"]));
	expect(read("/etc/modprobe.d/machine.conf")).toBe("options loop max_part=8\n");
	expect(read("/root/.ssh/authorized_keys")).toContain("ssh-ed25519 AAAA me@here\n");
});

test("the image is finished as the elements wish", () => {
	const { read, list } = image();
	expect(read("/etc/machine-id")).not.toContain("0123456789abcdef");
	expect(list("/etc/ssh")).not.toContain("ssh_host_rsa_key");
	expect(list("/tmp")).toEqual([".", ".."]);
});
