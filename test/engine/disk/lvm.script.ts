import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createDisk } from "../../../src/engine/disk/mounted-disk.js";
import { layoutOf } from "./layouts.js";

// Runs inside the sandbox. Without device-mapper, stand-ins note what LVM is asked for, and loop devices are the volumes.
const [work = "", failing = ""] = process.argv.slice(2);
const bin = join(work, "bin");
const log = join(work, "log");

const STAND_IN = `#!/bin/bash
set -eu
program=\${0##*/}
echo "$program $*" >>'${log}'
[ "$program" != '${failing}' ] || { echo "$program: no" >&2; exit 5; }
case $program in
    lvcreate)
        file='${work}'/volume-$2
        truncate -s 32M "$file"
        group=\${*: -1}
        ln -s "$(losetup -f --show "$file")" "/dev/mapper/\${group//-/--}-\${2//-/--}" ;;
    lvchange)
        name=\${2##*/} group=\${2#/dev/}
        group=\${group%%/*}
        link=/dev/mapper/\${group//-/--}-\${name//-/--}
        losetup -d "$(readlink "$link")"
        rm "$link" ;;
esac
`;

if (!existsSync("/dev/mapper")) ownDev(join(work, "dev"));
execFileSync("mount", ["-t", "tmpfs", "tmpfs", "/dev/mapper"]);
mkdirSync(bin);
for (const name of ["pvcreate", "vgcreate", "lvcreate", "lvchange", "vgchange", "udevadm", "pvscan"]) {
	writeFileSync(join(bin, name), STAND_IN, { mode: 0o755 });
}
process.env.PATH = `${bin}:${process.env.PATH}`;

const mountBase = join(work, "mnt");
const making = createDisk({ layout: layoutOf("lvm"), imageDirectory: work, mountBase });
if (failing) {
	await assert.rejects(making, /no/);
	assert.ok(!existsSync(join(work, "image0.raw")), "no image is left");
} else {
	const disk = await making;
	const found = execFileSync("findmnt", ["-rno", "TARGET,FSTYPE"], { encoding: "utf8" });
	for (const line of [`${mountBase} ext4`, `${mountBase}/boot ext4`, `${mountBase}/srv ext3`])
		assert.match(found, new RegExp(`^${line}$`, "m"));
	assert.equal(disk.devices.get("lv-root"), "/dev/mapper/system--vg-lv--root");
	await disk.finish();
}
console.log(readFileSync(log, "utf8").replaceAll(/\/dev\/loop\d+/g, "LOOP"));

/** A host without device-mapper has no folder for it, and must not get one: /dev becomes a view that takes new entries. */
function ownDev(folder: string): void {
	mkdirSync(folder);
	execFileSync("mount", ["-t", "tmpfs", "tmpfs", folder]);
	const [upper, own] = [join(folder, "upper"), join(folder, "work")];
	for (const part of [upper, own]) mkdirSync(part);
	execFileSync("mount", ["-t", "overlay", "-o", `lowerdir=/dev,upperdir=${upper},workdir=${own}`, "overlay", "/dev"]);
	mkdirSync("/dev/mapper");
}
