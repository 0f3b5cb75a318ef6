import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PHASES } from "../../../src/core/hooks/phases.js";
import { DIB_ELEMENTS } from "../../support/catalogue.js";
import { probeBuild } from "../../support/probe.js";
import type { Finished } from "../../support/run-program.js";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";

/** Two builds over each other: the second meets the image of the first. */
let workshop: Workshop;
let first: Finished;
const at = (name: string) => join(workshop.folder, name);
const images = () => readdirSync(workshop.folder).filter((name) => /^image.*(raw|qcow2|md5|sha256)$/.test(name));

beforeAll(async () => {
	workshop = openWorkshop();
	first = await build(["-t", "raw,qcow2", "--checksum"]);
});
afterAll(() => workshop.remove());

async function build(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
	const ended = await workshop.diskImageCreate(["-n", ...args, "tiny-os"], env);
	expect(ended.code, ended.stdout + ended.stderr).toBe(0);
	return ended;
}

/** Whether qemu finds compressed clusters in the image. */
function compressed(name: string): boolean {
	const said = execFileSync("qemu-img", ["check", "--output=json", at(name)], { encoding: "utf8" });
	return (JSON.parse(said)["compressed-clusters"] ?? 0) > 0;
}

/** The line that md5sum or sha256sum writes for a file of the folder. */
function sum(kind: "md5" | "sha256", name: string): string {
	return `${createHash(kind)
		.update(readFileSync(at(name)))
		.digest("hex")}  ${name}\n`;
}

test("15.69 qcow2 is compressed unless -u, independent of other requested types", async () => {
	expect(compressed("image.qcow2")).toBe(true);
	await build(["-u", "-t", "qcow2", "-o", "uncompressed"]);
	expect(compressed("uncompressed.qcow2")).toBe(false);
});

test("15.70 raw is handled last", () => {
	const made = [...first.stdout.matchAll(/Image file (\S+) created/g)].map(([, name]) => name);
	expect(made).toEqual(["image.qcow2", "image.raw"]);
});

test("15.72 --checksum writes .md5 and .sha256; DIB_CHECKSUM=sha256 only the latter", async () => {
	for (const name of ["image.raw", "image.qcow2"]) {
		expect(readFileSync(at(`${name}.md5`), "utf8")).toBe(sum("md5", name));
		expect(readFileSync(at(`${name}.sha256`), "utf8")).toBe(sum("sha256", name));
	}
	await build(["-t", "raw", "-o", "chosen"], { DIB_CHECKSUM: "sha256" });
	expect(readdirSync(workshop.folder).filter((name) => /^chosen\.raw/.test(name))).toEqual([
		"chosen.raw",
		"chosen.raw.sha256",
	]);
});

test("15.71 an existing output is renamed with a time stamp unless OVERWRITE_OLD_IMAGE=1", async () => {
	const old = readFileSync(at("image.raw"));
	const { stdout } = await build(["-t", "raw"]);
	const renamed = images().filter((name) => /^image-\d{4}\.\d\d\.\d\d-\d\d\.\d\d\.\d\d\.raw$/.test(name));
	expect(renamed).toHaveLength(1);
	expect(readFileSync(at(renamed[0] as string)).equals(old)).toBe(true);
	expect(images()).toEqual(expect.arrayContaining([`${renamed[0]}.md5`, `${renamed[0]}.sha256`]));
	expect(stdout).toContain("Old image found. Renam");
	const before = images();
	await build(["-t", "raw"], { OVERWRITE_OLD_IMAGE: "1" });
	expect(images()).toEqual(before);
});

test("15.73 tar members start with ./, without ./proc and ./sys, with their attributes", async () => {
	workshop.element(
		"attribute/post-root.d/50-attribute",
		'#!/bin/bash\nset -eu\nsetfattr -n user.note -v kept "$TMP_MOUNT_PATH/etc/hostname"\n',
	);
	await build(["-t", "tar", "-o", "archive", "attribute"]);
	const members = execFileSync("tar", ["-tf", at("archive.tar")], { encoding: "utf8" })
		.trimEnd()
		.split("\n");
	expect(members).toContain("./etc/hostname");
	expect(members.filter((name) => !name.startsWith("./") || /^\.\/(proc|sys)(\/|$)/.test(name))).toEqual([]);
	const attributes = execFileSync("tar", ["-tvvf", at("archive.tar"), "--xattrs", "--xattrs-include=*"], {
		encoding: "utf8",
	});
	expect(attributes).toContain("x: 4 user.note");
});

test("15.74 squashfs is NAME.squash, whatever its position in the list", async () => {
	for (const formats of ["raw,squashfs", "squashfs,raw"]) {
		const name = formats.replace(",", "-");
		await build(["-t", formats, "-o", name]);
		const listed = execFileSync("unsquashfs", ["-l", at(`${name}.squash`)], { encoding: "utf8" });
		expect(listed).toContain("squashfs-root/etc/hostname\n");
		expect(readdirSync(workshop.folder)).toContain(`${name}.raw`);
	}
});

test("15.75 docker without a target fails early", async () => {
	const ended = await workshop.diskImageCreate(["-n", "-t", "docker", "-o", "container", "tiny-os"]);
	expect(ended.code).toBe(1);
	expect(ended.stdout + ended.stderr).toContain("Please set --docker-target.");
	expect(ended.stdout, "before the first hook").not.toContain("dib-run-parts");
});

describe.each([
	["our own", ""],
	["DIB's own", DIB_ELEMENTS],
])("with %s element", (_, collection) => {
	test("15.76 no-final-image suppresses conversion but runs all phases", async () => {
		const none = openWorkshop();
		try {
			const env = { ELEMENTS_PATH: [none.env.ELEMENTS_PATH, collection].filter(Boolean).join(":") };
			const probe = await probeBuild(none, ["-o", "image", "no-final-image"], env);
			for (const phase of PHASES) expect(probe.at(phase).env.IMAGE_ELEMENT).toBe("no-final-image probe tiny-os");
			expect(probe.log).toContain("Build completed successfully");
			expect(none.images()).toEqual([]);
		} finally {
			none.remove();
		}
	});
});
