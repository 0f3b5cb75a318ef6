import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { ELEMENTS, HOOK_LIBRARY } from "../hook-root.js";

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

/** A folder in which extract-image runs; `publish` says which image its cache-url brings, at its second call. */
function workplace() {
	const folder = mkdtempSync(join(tmpdir(), "extract-image-"));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	for (const name of ["cache", "root", "tmp", "hooks/bin", "bin"]) mkdirSync(join(folder, name), { recursive: true });
	writeFileSync(join(folder, "bin/sudo"), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
	const calls = join(folder, "calls");
	const argv = ["--mount", join(ELEMENTS, "sysprep/bin/extract-image"), "cloud", "cloud.tgz", "http://x/"];
	return {
		folder,
		publish(image: string) {
			const tries = `echo "$*" >>${calls}; if [ "$1" != -f ]; then exit 44; fi; cp --preserve=timestamps ${image} "$3"`;
			writeFileSync(join(folder, "hooks/bin/cache-url"), `#!/bin/bash\n${tries}\n`, { mode: 0o755 });
		},
		calls: () => readFileSync(calls, "utf8").trim().split("\n"),
		run(env: Record<string, string> = {}) {
			const where = { DIB_IMAGE_CACHE: join(folder, "cache"), _LIB: HOOK_LIBRARY, TARGET_ROOT: join(folder, "root") };
			const PATH = `${join(folder, "bin")}:${process.env.PATH}`;
			const folders = { TMP_HOOKS_PATH: join(folder, "hooks"), TMP_DIR: join(folder, "tmp") };
			return spawnSync("unshare", [...argv, join(folder, "cache/img")], {
				env: { PATH, ...where, ...folders, ...env },
				encoding: "utf8",
			});
		},
		read: (name: string) => readFileSync(join(folder, "root", name), "utf8"),
		/** What is in the cache, and in the folder for temporary files. */
		left: () => [readdirSync(join(folder, "cache")).sort(), readdirSync(join(folder, "tmp"))],
	};
}

describe.skipIf(!canMount)("extract-image", () => {
	it("unpacks root and /boot of a cloud image and keeps the tarball", () => {
		const { folder, publish, run, read, calls, left } = workplace();
		publish(
			cloudImage(folder, [
				["boot", "vmlinuz"],
				["cloud-root", "etc-release"],
			]),
		);
		const first = run();
		expect(first.stderr).toBe("");
		expect(first.status).toBe(0);
		expect(read("etc-release")).toBe("cloud-root");
		expect(read("boot/vmlinuz")).toBe("boot");
		expect(calls()).toHaveLength(2);
		expect(left()).toEqual([["cloud.tgz", "cloud.tgz.lock", "img"], []]);

		rmSync(join(folder, "root/etc-release"));
		expect(run({ DIB_OFFLINE: "1" }).status).toBe(0);
		expect(read("etc-release")).toBe("cloud-root");
		expect(calls()).toHaveLength(2);
	}, 60_000);

	it("unpacks another image although its date is older than the tarball", () => {
		const { folder, publish, run, read } = workplace();
		for (const [label, year] of [
			["first", 2020],
			["second", 2021],
		] as const) {
			const image = cloudImage(folder, [[label, "etc-release"]]);
			const date = new Date(Date.UTC(year, 1));
			utimesSync(image, date, date);
			publish(image);
			expect(run().status).toBe(0);
			expect(read("etc-release")).toBe(label);
			for (const name of ["image.raw", "tree0"]) rmSync(join(folder, name), { recursive: true });
		}
	}, 60_000);

	it("throws a damaged download away, but not a file of the user", () => {
		const { folder, publish, run, left } = workplace();
		const damaged = join(folder, "damaged");
		writeFileSync(damaged, "no disk");
		publish(damaged);
		const failed = run();
		expect(failed.status).not.toBe(0);
		expect(failed.stderr).toContain("Image is not in qcow2 format");
		expect(left()).toEqual([["cloud.tgz.lock"], []]);
		writeFileSync(join(folder, "cache/img"), "no disk");
		expect(run({ DIB_LOCAL_IMAGE: join(folder, "cache/img") }).status).not.toBe(0);
		expect(left()).toEqual([["cloud.tgz.lock", "img"], []]);
	}, 60_000);
});
