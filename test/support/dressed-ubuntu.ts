import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { indexArchive, makePackages } from "./apt-archive.js";
import { aptSources } from "./apt-sources.js";

export const RELEASE = "noble";
export const IMAGE = `${RELEASE}-server-cloudimg-amd64.squashfs`;

/** What Ubuntu's elements ask for and Debian's archive does not have, or has with half a gigabyte of dependencies. */
const METAPACKAGES = {
	"apt-transport-https": {},
	curl: {},
	dkms: { "usr/sbin/dkms": "#!/bin/sh\n" },
	"linux-image-generic": {},
	"open-iscsi": {},
	"software-properties-common": {},
};

/**
 * Makes what a build of Ubuntu fetches, in a folder to be served: `cloud` has the cloud image with its checksums, a
 * Debian with kernel dressed as Ubuntu; `ubuntu` is the archive with the packages that it lacks.
 */
export function makeDressedUbuntu(www: string): void {
	const tree = join(www, "tree");
	const pool = join(www, "ubuntu/pool");
	mkdirSync(join(www, "cloud"), { recursive: true });
	makePackages(pool, METAPACKAGES);
	const wanted = ["initramfs-tools", "linux-image-cloud-amd64", "python3", "sudo", "systemd-sysv"];
	execFileSync(
		"mmdebstrap",
		[
			...["--mode=root", "--variant=minbase", `--include=${wanted.join(",")}`],
			...["--aptopt=Acquire::Languages none", "--aptopt=Acquire::Check-Valid-Until false"],
			...["--aptopt=APT::Install-Recommends false", "--dpkgopt=force-unsafe-io"],
			'--customize-hook=chroot "$1" apt-get install --yes --download-only grub-pc',
			`--customize-hook=cp "$1"/var/cache/apt/archives/*.deb ${pool}/`,
			...["bookworm", tree, ...aptSources("bookworm")],
		],
		{ stdio: ["ignore", "ignore", "pipe"] },
	);
	indexArchive(join(www, "ubuntu"), [RELEASE, `${RELEASE}-updates`]);
	dress(tree);
	const image = [tree, join(www, "cloud", IMAGE), "-comp", "lz4", "-quiet", "-no-progress"];
	execFileSync("mksquashfs", image, { stdio: ["ignore", "ignore", "pipe"] });
	rmSync(tree, { recursive: true });
	writeChecksums(join(www, "cloud"));
}

/** Makes a cloud image with its checksums that has no more than an os-release with `ID=NAME`, and some weight. */
export function makeTinyUbuntu(folder: string, name: string): void {
	const tree = join(folder, "tree");
	mkdirSync(join(tree, "etc"), { recursive: true });
	writeFileSync(join(tree, "etc/os-release"), `ID=${name}\n`);
	writeFileSync(join(tree, "etc/weight"), Buffer.alloc(300_000, name));
	const options = ["-noappend", "-noD", "-quiet", "-no-progress"];
	execFileSync("mksquashfs", [tree, join(folder, IMAGE), ...options], { stdio: ["ignore", "ignore", "pipe"] });
	rmSync(tree, { recursive: true });
	writeChecksums(folder);
}

/** Writes `SHA256SUMS` for the image in a folder, as Ubuntu does. */
function writeChecksums(folder: string): void {
	const sum = createHash("sha256")
		.update(readFileSync(join(folder, IMAGE)))
		.digest("hex");
	writeFileSync(join(folder, "SHA256SUMS"), `${sum} *${IMAGE}\n`);
}

function dress(tree: string): void {
	const version = { ID: "ubuntu", ID_LIKE: "debian", NAME: "Ubuntu", VERSION_ID: "24.04", VERSION_CODENAME: RELEASE };
	const lines = Object.entries({ ...version, PRETTY_NAME: '"Ubuntu in a test"' }).map(
		([key, value]) => `${key}=${value}\n`,
	);
	rmSync(join(tree, "etc/os-release"));
	writeFileSync(join(tree, "etc/os-release"), lines.join(""));
	writeFileSync(join(tree, "etc/issue"), "Ubuntu in a test \\n \\l\n");
	writeFileSync(join(tree, "etc/hostname"), "ubuntu\n");
	mkdirSync(join(tree, "etc/cloud/cloud.cfg.d"), { recursive: true });
	const suites = [RELEASE, `${RELEASE}-updates`];
	const sources = suites.map((suite) => `deb [trusted=yes] http://archive.ubuntu.com/ubuntu ${suite} main\n`);
	writeFileSync(join(tree, "etc/apt/sources.list"), sources.join(""));
}
