/**
 * npm run bench:architectures [-- --only NAME[,NAME…]] [--all-modules]
 *
 * Builds Debian for other processors, with our elements and with diskimage-builder's own, and boots what can be booted.
 * Takes half an hour on a quiet machine with two cores, far more with every module of the kernel in the initial ramdisk. Ends with 1 when a build or a boot fails, or when the host is not as it was:
 * its mounts, loop devices, temporary files, and what its kernel hands to which interpreter.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { debianMirrors } from "../../../src/host/debian-mirror.js";
import { DIB_ELEMENTS } from "../../support/catalogue.js";
import { hostState } from "../../support/host-state.js";
import { runProgram } from "../../support/run-program.js";

interface Image {
	readonly name: string;
	readonly architecture: string;
	readonly elements: readonly string[];
	/** diskimage-builder's elements are searched before ours. */
	readonly dib?: true;
	/** Without a boot loader of its own there is nothing that QEMU could start. */
	readonly boots: boolean;
}

const IMAGES: readonly Image[] = [
	{ name: "arm64", architecture: "arm64", elements: ["vm", "debian-minimal"], boots: true },
	{ name: "arm64-dib", architecture: "arm64", elements: ["vm", "debian-minimal"], dib: true, boots: true },
	{ name: "i386", architecture: "i386", elements: ["vm", "debian-minimal"], boots: true },
	{ name: "i386-dib", architecture: "i386", elements: ["vm", "debian-minimal"], dib: true, boots: true },
	{ name: "armhf", architecture: "armhf", elements: ["vm", "debian-minimal"], boots: false },
	{
		name: "armhf-efi",
		architecture: "armhf",
		elements: ["vm", "debian-minimal", "block-device-efi"],
		boots: true,
	},
];

const { values } = parseArgs({ options: { only: { type: "string" }, "all-modules": { type: "boolean" } } });
const OWN_ELEMENTS = join(import.meta.dirname, "elements");
const scratch = mkdtempSync("/var/tmp/diskwright-architectures-");
const mirrors = await debianMirrors();
const env: NodeJS.ProcessEnv = {
	...process.env,
	HOME: scratch,
	XDG_STATE_HOME: join(scratch, "state"),
	DIB_RELEASE: "bookworm",
	ELEMENTS_PATH: OWN_ELEMENTS,
	DIB_GRUB_TIMEOUT: "0",
	// One source, so that both collections install the same; DIB's would ask for a security suite that does not exist.
	DIB_DISTRIBUTION_MIRROR: mirrors.debian,
	DIB_APT_SOURCES_CONF: `default:deb ${mirrors.debian} bookworm main`,
};
const withDib = { ELEMENTS_PATH: `${OWN_ELEMENTS}:${DIB_ELEMENTS}`, DIB_PYTHON_VERSION: "3" };

/** The host, with the table of interpreters that its programs find. */
function hostNow() {
	const show = "mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc && ls /proc/sys/fs/binfmt_misc";
	const table = execFileSync("unshare", ["--mount", "sh", "-c", show], { encoding: "utf8" });
	return { ...hostState(), table: table.trim().split("\n") };
}

const cell = (text: string | number) => String(typeof text === "number" ? text.toFixed(0) : text).padStart(11);
const row = (name: string, ...cells: (string | number)[]) => console.log(name.padEnd(12) + cells.map(cell).join(""));

/** Builds and boots one image; false when something went wrong, which is printed. */
async function tryOut({ name, architecture, elements, dib, boots }: Image): Promise<boolean> {
	const before = hostNow();
	const args = ["build", "-n", "--yes", "-a", architecture, "-o", name, "--image-cache", join(scratch, "cache")];
	const modules = values["all-modules"] ? [] : ["virtio-initramfs"];
	const built = await runProgram("diskwright", [...args, "--progress", "plain", ...elements, ...modules], {
		cwd: scratch,
		env: dib ? { ...env, ...withDib } : env,
	});
	if (built.code !== 0) {
		console.log(`${name}: the build ended with ${built.code}\n${built.stdout.slice(-3000)}${built.stderr}`);
		return false;
	}
	const image = join(scratch, `${name}.qcow2`);
	const packages = JSON.parse(readFileSync(join(scratch, `${name}.manifest.json`), "utf8")).packages.length;
	const figures = [built.seconds, packages, statSync(image).size / 2 ** 20];
	if (!boots) row(name, ...figures, "-");
	else {
		const booted = await runProgram("diskwright", ["boot", image, "--json", "--timeout", "600"], { cwd: scratch, env });
		if (booted.code !== 0) {
			console.log(`${name}: did not boot\n${booted.stdout}${booted.stderr.slice(-3000)}`);
			return false;
		}
		const { seconds, firmware, accelerator } = JSON.parse(booted.stdout);
		row(name, ...figures, seconds, firmware, accelerator);
	}
	rmSync(image);
	const changes = differences(before, hostNow());
	for (const change of changes) console.log(`the host has changed: ${change}`);
	return changes.length === 0;
}

type Host = ReturnType<typeof hostNow>;

function differences(before: Host, after: Host): string[] {
	return (Object.keys(before) as (keyof Host)[]).flatMap((what) => [
		...before[what].filter((one) => !after[what].includes(one)).map((one) => `${what}: gone is ${one}`),
		...after[what].filter((one) => !before[what].includes(one)).map((one) => `${what}: new is ${one}`),
	]);
}

try {
	mkdirSync(join(scratch, "cache"));
	row("", "build s", "packages", "image MiB", "boot s", "firmware", "under");
	const only = values.only?.split(",");
	for (const image of IMAGES.filter(({ name }) => !only || only.includes(name))) {
		if (!(await tryOut(image))) process.exitCode = 1;
	}
} finally {
	rmSync(scratch, { recursive: true, force: true });
}
