import type { OutputFormat } from "../../../core/output/output-formats.js";
import { aci } from "./aci.js";
import { directory } from "./directory.js";
import { docker } from "./docker.js";
import { ext4 } from "./ext4.js";
import { qcow2, qemuImg, vhd } from "./qemu-img.js";
import { raw } from "./raw.js";
import { squashfs } from "./squashfs.js";
import { tar, tgz } from "./tar.js";
import type { OutputWriter } from "./writer.js";

/** How every format is written, by the word used for `-t`. */
export const OUTPUT_WRITERS: Readonly<Record<OutputFormat, OutputWriter>> = {
	qcow2,
	raw,
	vmdk: qemuImg("vmdk"),
	vhd,
	vhdx: qemuImg("vhdx"),
	vdi: qemuImg("vdi"),
	vpc: qemuImg("vpc"),
	qed: qemuImg("qed"),
	qcow: qemuImg("qcow"),
	parallels: qemuImg("parallels"),
	tar,
	tgz,
	squashfs,
	ext4,
	docker,
	aci,
	dir: directory,
};
