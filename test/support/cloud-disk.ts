import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const sh = (script: string) => execFileSync("bash", ["-euc", script], { stdio: ["ignore", "ignore", "pipe"] });

/** A tiny tree that can pack itself, as elements ask the image's own tar to. `etc/os-release` says `ID=NAME`. */
export function makeTinyTree(tree: string, name: string): void {
	for (const folder of ["etc", "tmp", "bin", "usr/bin"]) mkdirSync(join(tree, folder), { recursive: true });
	writeFileSync(join(tree, "etc/os-release"), `ID=${name}\n`);
	writeFileSync(join(tree, ".hidden"), "kept\n");
	sh(`cd ${tree}
programs=("$(type -P tar)" "$(type -P gzip)" "$(type -P sh)")
cp -L -t bin "\${programs[@]}"
mapfile -t libraries < <(ldd "\${programs[@]}" | sed -n 's|^\\t\\(.* => \\)\\?\\(/[^ ]*\\) (.*|\\2|p' | sort -u)
cp -L --parents -t . "\${libraries[@]}"
chown 1234:4321 .hidden && chmod 4750 bin/gzip && setfattr -n user.note -v kept .hidden`);
}

/** A qcow2 disk as distributions publish it: a partition for the boot loader, then the root file system with `tree`. */
export function makeCloudDisk(tree: string, file: string): void {
	const work = mkdtempSync("/var/tmp/cloud-disk-");
	const raw = join(work, "raw");
	sh(`truncate -s 64M ${raw}
printf 'label: gpt\\nstart=2048,size=2048,type=21686148-6449-6E6F-744E-656564454649\\nstart=4096,size=120000,type=L\\n' | sfdisk -q ${raw}
mkfs.ext4 -q -d ${tree} -E offset=${4096 * 512} ${raw} 60000k
qemu-img convert -O qcow2 ${raw} ${file}`);
	rmSync(work, { recursive: true });
}
