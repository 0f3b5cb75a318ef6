import { afterEach, beforeEach, expect, test } from "vitest";
import { openWorkshop, type Workshop } from "../support/tiny-build.js";

let workshop: Workshop;
beforeEach(() => {
	workshop = openWorkshop();
});
afterEach(() => workshop.remove());

const layout = (esp: string) => `
- local_loop: { name: image0 }
- partitioning:
    base: image0
    label: gpt
    partitions:
      - { name: ESP, type: EF00, size: ${esp}, mkfs: { type: vfat, label: esp, mount: { mount_point: /boot/efi, fstab: {} } } }
      - { name: root, size: 100%, mkfs: { type: ext4, name: mkfs_root, mount: { mount_point: /, fstab: {} } } }
`;

test("an image sized by its content has room for an EFI partition in a layout of one's own, with FAT as on a device", async () => {
	workshop.write("disk.yaml", layout("100MiB"));
	workshop.element("note/finalise.d/50-note", "#!/bin/sh\nexit 0\n");
	const env = { DIB_BLOCK_DEVICE_CONFIG: `file://${workshop.folder}/disk.yaml` };
	const args = ["-n", "-t", "raw", "-o", "image", "tiny-os"];
	for (const elements of [[], ["note"]]) {
		const finished = await workshop.diskImageCreate([...args, ...elements], env);
		expect(finished.code, finished.stdout + finished.stderr).toBe(0);
		const { stdout } = await workshop.run(["blkid", "--probe", "--offset", String(2 ** 20), "image.raw"]);
		expect(stdout).toContain('VERSION="FAT16"');
		expect(stdout).toContain('LABEL="ESP"');
	}
});
