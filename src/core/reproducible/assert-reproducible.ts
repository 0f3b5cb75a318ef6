import { UserError } from "../errors.js";
import { needsDisk, type OutputFormat } from "../output/output-formats.js";
import type { Plan } from "../planning/plan.js";
import { parseEpoch } from "./identity.js";

/** Formats that hold nothing but what they are made of. */
const FORMATS: readonly OutputFormat[] = ["raw", "qcow2", "tar", "tgz", "squashfs", "ext4", "docker", "dir"];
const FILE_SYSTEMS = /^(ext[234]|v?fat|swap)$/;

/** Refuses a reproducible build of what nobody can make the same twice. Throws UserError. */
export function assertReproducible(
	{ outputs, disk }: Pick<Plan, "outputs" | "disk">,
	environment: Readonly<Record<string, string>>,
): void {
	const complain = (message: string, next: string) =>
		new UserError({ code: "not-reproducible", message, next: [next] });
	const { SOURCE_DATE_EPOCH: epoch = "" } = environment;
	if (parseEpoch(epoch) === undefined) {
		throw complain(
			`SOURCE_DATE_EPOCH is '${epoch}': no whole number of seconds from 1980 to 2106`,
			"Set it to the time of the newest input: SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)",
		);
	}
	const formats = outputs.map(({ format }) => format);
	const format = formats.find((one) => !FORMATS.includes(one));
	if (format !== undefined) {
		throw complain(
			`An image in the format ${format} is never the same twice: its program puts random numbers or the time into it`,
			`Use --reproducible with ${FORMATS.join(", ")}.`,
		);
	}
	if (!needsDisk(formats)) return;
	if (disk.usesLvm) throw complain("Logical volumes are never the same twice", "Use a layout of partitions.");
	const types = disk.config.flatMap(({ mkfs }) => (typeof mkfs?.type === "string" ? [mkfs.type] : []));
	const type = [disk.rootFsType, ...types].find((one) => !FILE_SYSTEMS.test(one));
	if (type === undefined) return;
	throw complain(
		`A file system of the type ${type} is never the same twice: it is filled by the kernel`,
		"Use ext4, ext3, ext2 or vfat: --file-system ext4",
	);
}
