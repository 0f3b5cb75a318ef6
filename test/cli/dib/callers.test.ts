import { join, resolve } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { compile, loadCatalogue } from "../../../src/cli/build/compile.js";
import { runDiskImageCreate } from "../../../src/cli/dib/disk-image-create.js";
import { imageCommand } from "../../../src/core/dib/image-command.js";
import { parseImageLists } from "../../../src/core/dib/image-list.js";
import { parseDibArguments } from "../../../src/core/dib/parse-arguments.js";
import type { Plan } from "../../../src/core/planning/plan.js";
import { makeElements, temporaryFolder } from "../../support/elements.js";

const PACKAGE = resolve(import.meta.dirname, "../../..");

/** Elements that the callers bring along, as far as a plan sees them. */
const THEIRS = {
	"centos-minimal": { provides: ["operating-system"], files: { "root.d/10-centos": "#!/bin/bash\n" } },
	centos: { provides: ["operating-system"], files: { "root.d/10-centos": "#!/bin/bash\n" } },
	"ironic-python-agent-ramdisk": {
		deps: ["source-repositories", "no-final-image"],
		files: { "cleanup.d/99-compress": '#!/bin/bash\n: "${DIB_IPA_COMPRESS_CMD:-gzip}"\n' },
	},
	"amphora-agent": { deps: ["package-installs"], files: { "install.d/75-agent": "#!/bin/bash\n" } },
	"haproxy-octavia": { files: { "post-install.d/20-haproxy": "#!/bin/bash\n" } },
	"rebind-sshd": { files: { "post-install.d/91-sshd": "#!/bin/bash\n" } },
	"ipv6-support": {},
	"node-exporter": { files: { "install.d/60-exporter": "#!/bin/bash\n" } },
	"simple-init": { files: { "install.d/60-init": "#!/bin/bash\n" } },
	"k8s-capi": {
		files: { "install.d/50-k8s": "#!/bin/bash\necho ${DIB_KUBERNETES_VERSION:-} ${DIB_CONTAINERD_VERSION:-}\n" },
	},
	"centos-dev": { files: { "install.d/50-dev": "#!/bin/bash\n" } },
};

type Program = Parameters<typeof parseDibArguments>[0];

interface Planned {
	readonly plan: Plan;
	readonly environment: Readonly<Record<string, string>>;
	readonly logFile?: string;
	readonly folder: string;
}

/** Reads a command line as the program does, and plans its build. */
async function planned(argv: string[], env: Record<string, string> = {}, program: Program = "disk-image-create") {
	const folder = temporaryFolder();
	makeElements(join(folder, "theirs"), THEIRS);
	const caller = { HOME: folder, PATH: "/usr/bin:/bin", ELEMENTS_PATH: join(folder, "theirs"), ...env };
	const request = parseDibArguments(program, argv, caller, folder);
	if (request.kind !== "build") throw new Error(`no build: ${JSON.stringify(request)}`);
	const catalogue = await loadCatalogue(request.env, { cwd: folder, packageRoot: PACKAGE });
	const { plan, environment } = await compile(request.options, request.env, catalogue, folder);
	const answer: Planned = { plan, environment, folder, ...(request.logFile ? { logFile: request.logFile } : {}) };
	return answer;
}

const files = ({ plan }: Planned) => plan.outputs.map(({ file }) => file);
const requested = ({ plan }: Planned) => plan.resolution.requested;
const codes = ({ plan }: Planned) => plan.warnings.map(({ code }) => code);

/** What the program prints and how it ends, without a build. */
async function answer(argv: string[]) {
	const stdout = new PassThrough();
	const stderr = new PassThrough();
	const context = { env: {}, cwd: "/", stdout, stderr, packageRoot: PACKAGE, version: "3.1.4" };
	const code = await runDiskImageCreate("disk-image-create", argv, context);
	return { code, stdout: String(stdout.read() ?? ""), stderr: String(stderr.read() ?? "") };
}

describe("octavia's diskimage-create.sh", () => {
	/** Its list of elements is one variable, and the options that nobody chose are empty arguments. */
	const line = [
		...["", "", "-a", "amd64", "-o", "amphora-x64-haproxy", "-t", "qcow2", "--image-size", "2"],
		...["--image-cache", "cache", "", "base vm ubuntu-minimal amphora-agent haproxy-octavia  rebind-sshd ipv6-support"],
		"",
	];

	test("empty arguments are nothing, and one argument is the whole list", async () => {
		const build = await planned(line, { DIB_RELEASE: "noble", DIB_CLOUD_INIT_DATASOURCES: "ConfigDrive" });
		expect(requested(build)).toEqual([
			// The rule adds base although the list has it, as DIB does.
			...["base", "base", "vm", "ubuntu-minimal", "amphora-agent", "haproxy-octavia", "rebind-sshd"],
			...["ipv6-support", "block-device-mbr"],
		]);
		expect(files(build)).toEqual(["amphora-x64-haproxy.qcow2"]);
		expect(build.plan.settings).toMatchObject({ imageSize: 2, imageCache: join(build.folder, "cache"), tmpfs: true });
		expect(build.plan.architecture).toBe("amd64");
	});

	test("--no-tmpfs and -x stand where the empty arguments were", async () => {
		const given = line.map((word, index) => (index === 0 ? "-x" : index === 14 ? "--no-tmpfs" : word));
		const { plan } = await planned(given, { DIB_RELEASE: "noble" });
		expect(plan.settings).toMatchObject({ debugTrace: 1, tmpfs: false });
	});

	test("asks for the version, which is one line with a number in it", async () => {
		expect(await answer(["--version"])).toEqual({ code: 0, stdout: "3.1.4\n", stderr: "" });
	});
});

describe("ironic-python-agent-builder", () => {
	const env = {
		DIB_CHECKSUM: "sha256",
		DIB_IPA_COMPRESS_CMD: "zstd -19 --force",
		DIB_INSTALLTYPE_ironic_python_agent: "source",
		DIB_REPOREF_requirements: "master",
		DIB_RELEASE: "trixie",
	};

	test("its element makes a kernel and a ramdisk in a hook, and no image", async () => {
		const line = ["-o", "ipa", "ironic-python-agent-ramdisk", "debian-minimal", "-x", "--no-tmpfs"];
		const build = await planned(line, env);
		expect(requested(build)).toEqual(["base", "ironic-python-agent-ramdisk", "debian-minimal"]);
		expect(files(build)).toEqual([]);
		expect(build.plan).toMatchObject({ imageName: "ipa", settings: { checksums: ["sha256"], debugTrace: 1 } });
		expect(build.environment).toMatchObject(env);
		expect(codes(build)).not.toContain("unknown-variable");
	});

	test.each(["md5", "sha256", "md5,sha256", "1", "0", ""])(
		"hooks see DIB_CHECKSUM=%j as it is",
		async (DIB_CHECKSUM) => {
			const { environment } = await planned(["ironic-python-agent-ramdisk", "centos-minimal"], { DIB_CHECKSUM });
			expect(environment.DIB_CHECKSUM).toBe(DIB_CHECKSUM || "0");
		},
	);
});

describe("bifrost's role ironic-bootstrap", () => {
	const flags = ["-x", "-u", "-c", "--no-tmpfs", "--offline", "-n"];
	const values = [
		...[
			"-a",
			"amd64",
			"-o",
			"/httpboot/deployment_image",
			"-t",
			"qcow2",
			"--image-size",
			"8",
			"--image-cache",
			"/cache",
		],
		...["--max-online-resize", "274877906944", "--min-tmpfs", "5", "--mkfs-options", "-i 16384 -O ^64bit"],
		...["--qemu-img-options", "compat=0.10", "--root-label", "cloudimg-rootfs", "--ramdisk-element", "dracut-ramdisk"],
		...["--install-type", "package", "-p", "linux-image-amd64,openssh-server", "-p", "acpid"],
	];

	test("every option that it can pass comes through", async () => {
		const build = await planned([...flags, ...values, "vm", "debian-minimal"], { DIB_RELEASE: "trixie", TOKEN: "x" });
		expect(requested(build)).toEqual(["vm", "debian-minimal", "block-device-mbr"]);
		expect(files(build)).toEqual(["/httpboot/deployment_image.qcow2"]);
		expect(build.plan.settings).toMatchObject({
			...{ debugTrace: 1, compression: "none", tmpfs: false, offline: true, imageSize: 8, imageCache: "/cache" },
			...{ maxOnlineResize: "274877906944", minTmpfs: 5, mkfsOptions: "-i 16384 -O ^64bit" },
			...{ qemuImgOptions: "compat=0.10", rootLabel: "cloudimg-rootfs", installType: "package" },
			extraPackages: ["linux-image-amd64", "openssh-server", "acpid"],
		});
		expect(build.environment).not.toHaveProperty("TOKEN");
		expect(build.environment).toMatchObject({ DIB_RELEASE: "trixie", COMPRESS_IMAGE: "" });
	});

	test("--ramdisk-element is for the other program", async () => {
		const build = await planned([...values, "debian-minimal"], { DIB_RELEASE: "trixie" }, "ramdisk-image-create");
		expect(requested(build)).toEqual(["dracut-ramdisk", "base", "debian-minimal"]);
	});
});

describe("zuul-jobs' role build-diskimage", () => {
	test("several formats, lists of lists of elements, a log and a path of its own", async () => {
		const lists = [["vm", ["debian-minimal"]], ["simple-init"], []];
		const line = [
			...["-t", "qcow2,raw,vhd", "--checksum", "--no-tmpfs", "--logfile", "logs/image.log"],
			...["-o", "/opt/images/node", ...(lists.flat(2) as string[])],
		];
		const build = await planned(line, { DIB_QUIET: "0", DIB_RELEASE: "bookworm", DIB_DEBUG_TRACE: "1" });
		expect(requested(build)).toEqual(["base", "vm", "debian-minimal", "simple-init", "block-device-mbr"]);
		expect(files(build).sort()).toEqual(["qcow2", "raw", "vhd"].map((suffix) => `/opt/images/node.${suffix}`));
		expect(build.plan.settings.checksums).toEqual(["md5", "sha256"]);
		expect(build.logFile).toBe("logs/image.log");
		expect(build.environment).toMatchObject({ DIB_QUIET: "0", LOGFILE: "logs/image.log", DIB_DEBUG_TRACE: "1" });
	});

	test("a list that went over into the line as text is not a list of elements", async () => {
		await expect(planned(["vm", "['debian-minimal',", "'simple-init']"])).rejects.toThrow(
			"'['debian-minimal',' not found",
		);
	});
});

test("vexxhost's capo-image-elements: two formats, little memory, versions that a bot writes", async () => {
	const env = {
		...{ DIB_MIN_TMPFS: "4", DIB_IMAGE_SIZE: "3", DIB_RELEASE: "noble" },
		...{ DIB_KUBERNETES_VERSION: "1.31.1", DIB_CONTAINERD_VERSION: "1.7.22" },
	};
	const build = await planned(["-o", "ubuntu-noble", "-t", "qcow2,raw", "vm", "ubuntu-minimal", "k8s-capi"], env);
	expect(build.plan.settings).toMatchObject({ minTmpfs: 4, imageSize: 3 });
	expect(files(build)).toEqual(["ubuntu-noble.qcow2", "ubuntu-noble.raw"]);
	expect(build.environment).toMatchObject({ DIB_KUBERNETES_VERSION: "1.31.1", DIB_IMAGE_SIZE: "3" });
	expect(codes(build)).not.toContain("unknown-variable");
});

test("osism's k8s-capi-images: a cloud image with its root grown and a server for ssh", async () => {
	const elements = ["ubuntu", "vm", "growroot", "openssh-server", "k8s-capi"];
	const build = await planned(["-a", "amd64", "-t", "qcow2", "-o", "ubuntu-capi-v1.31", ...elements], {
		DIB_RELEASE: "noble",
	});
	expect(requested(build)).toEqual(["base", ...elements, "block-device-mbr"]);
	expect(files(build), "a dot in a name is no suffix").toEqual(["ubuntu-capi-v1.31.qcow2"]);
});

test("metal3's project-infra: options before, between and behind the elements", async () => {
	const line = ["--no-tmpfs", "-a", "amd64", "centos-dev", "centos", "-o", "ci-image", "block-device-mbr"];
	const build = await planned(line, { DIB_RELEASE: "9-stream" });
	expect(requested(build)).toEqual(["base", "centos-dev", "centos", "block-device-mbr"]);
	expect(build.plan).toMatchObject({ imageName: "ci-image", disk: { source: { kind: "element" } } });
});

test("kayobe's overcloud_dib_host_images, the list that its variables become", async () => {
	const text = `
- imagename: overcloud-rocky-9
  types: [qcow2]
  packages: []
  elements:
    - centos-minimal
    - cloud-init
    - dhcp-all-interfaces
    - enable-serial-console
    - vm
    - block-device-efi
  environment:
    DIB_BOOTLOADER_DEFAULT_CMDLINE: "nofb nomodeset gfxpayload=text net.ifnames=1"
    DIB_CLOUD_INIT_DATASOURCES: "ConfigDrive"
    DIB_RELEASE: "9-stream"
    YUM: "dnf"
  no-tmpfs: true
  qemu-img-options:
    compat: "1.1"
`;
	const [image] = parseImageLists([{ file: "images.yaml", text }]).map(imageCommand);
	if (!image) throw new Error("no image");
	const build = await planned([...image.args], { ...image.environment }, image.program);
	expect(requested(build)).toEqual([
		...[
			"base",
			"centos-minimal",
			"cloud-init",
			"dhcp-all-interfaces",
			"enable-serial-console",
			"vm",
			"block-device-efi",
		],
	]);
	expect(files(build)).toEqual(["overcloud-rocky-9.qcow2"]);
	expect(build.plan.settings).toMatchObject({ tmpfs: false, qemuImgOptions: "compat=1.1" });
	expect(build.environment).toMatchObject({
		DIB_BOOTLOADER_DEFAULT_CMDLINE: "nofb nomodeset gfxpayload=text net.ifnames=1",
		YUM: "dnf",
	});
});
