import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { ELEMENTS } from "../hook-root.js";

const sh = (script: string) => execFileSync("bash", ["-euc", script], { encoding: "utf8", stdio: "pipe" });
const canMount =
	process.getuid?.() === 0 && spawnSync("bash", ["-c", "type qemu-img sfdisk mkfs.ext4 && losetup -f"]).status === 0;
if (!canMount) console.warn("no root or no tools: the test of extract-image is skipped");

/** A qcow2 disk with the partitions given as `LABEL FILE`, each an ext4 file system that holds one file. */
function cloudImage(folder: string, partitions: readonly (readonly [label: string, file: string])[]): string {
	const raw = join(folder, "image.raw");
	const table = partitions.map((_, index) => `start=${2048 + index * 40960},size=40960,type=83`).join("\n");
	sh(`truncate -s 64M ${raw}; printf 'label: gpt\n%s\n' '${table.replaceAll("type=83", "type=L")}' | sfdisk -q ${raw}`);
	for (const [index, [label, file]] of partitions.entries()) {
		const tree = join(folder, `tree${index}`);
		mkdirSync(join(tree, "boot"), { recursive: true });
		writeFileSync(join(tree, file), label);
		sh(`mkfs.ext4 -q -L ${label} -d ${tree} -E offset=${(2048 + index * 40960) * 512} ${raw} 20480k`);
	}
	sh(`qemu-img convert -O qcow2 ${raw} ${join(folder, "image.qcow2")}`);
	return join(folder, "image.qcow2");
}

describe.skipIf(!canMount)("extract-image", () => {
	it("unpacks root and /boot of a cloud image and keeps the tarball", () => {
		const folder = mkdtempSync(join(tmpdir(), "extract-image-"));
		onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
		const image = cloudImage(folder, [
			["boot", "vmlinuz"],
			["cloud-root", "etc-release"],
		]);
		for (const name of ["cache", "root", "tmp", "hooks/bin", "bin"]) mkdirSync(join(folder, name), { recursive: true });
		writeFileSync(join(folder, "bin/sudo"), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
		const fetched = join(folder, "fetched");
		const tries = `echo "$*" >>${fetched}; if [ "$1" != -f ]; then exit 44; fi; cp ${image} "$3"`;
		writeFileSync(join(folder, "hooks/bin/cache-url"), `#!/bin/bash\n${tries}\n`, { mode: 0o755 });
		const run = (env: Record<string, string> = {}) =>
			spawnSync(
				"unshare",
				[
					"--mount",
					join(ELEMENTS, "sysprep/bin/extract-image"),
					"cloud",
					"cloud.tgz",
					"http://x/",
					join(folder, "cache/img"),
				],
				{
					env: {
						PATH: `${join(folder, "bin")}:${process.env.PATH}`,
						DIB_IMAGE_CACHE: join(folder, "cache"),
						TARGET_ROOT: join(folder, "root"),
						TMP_HOOKS_PATH: join(folder, "hooks"),
						TMP_DIR: join(folder, "tmp"),
						...env,
					},
					encoding: "utf8",
				},
			);
		const first = run();
		expect(first.stderr).toBe("");
		expect(first.status).toBe(0);
		expect(readFileSync(join(folder, "root/etc-release"), "utf8")).toBe("cloud-root");
		expect(readFileSync(join(folder, "root/boot/vmlinuz"), "utf8")).toBe("boot");
		expect(readFileSync(fetched, "utf8").trim().split("\n")).toHaveLength(2);
		expect(readdirSync(join(folder, "tmp"))).toEqual([]);

		rmSync(join(folder, "root/etc-release"));
		expect(run({ DIB_OFFLINE: "1" }).status).toBe(0);
		expect(existsSync(join(folder, "root/etc-release"))).toBe(true);
		expect(readFileSync(fetched, "utf8").trim().split("\n")).toHaveLength(2);
	}, 60_000);
});
