import type { ConfigNode } from "./disk-config.js";
import { checkLabelLength } from "./labels.js";
import { checkMountOptions } from "./mount-texts.js";
import type { Draft, Table, Values } from "./node.js";
import { readLvm } from "./read-lvm.js";
import { fail, nameOf, required, sizeOf } from "./values.js";

export interface GraphOptions {
	/** Bytes; the size of every image that has none of its own. */
	readonly imageSize?: number;
	/** Overrides every `block_size`. */
	readonly blockSize?: number;
}

/** Turns a flattened configuration into nodes (contract §9.7); a partitioning and an lvm are several. Throws `disk-graph`. */
export function readNodes(config: readonly ConfigNode[], options: GraphOptions): Draft[] {
	return config.flatMap((entry) => {
		const [plugin = "", values = {}] = Object.entries(entry)[0] ?? [];
		return READERS[plugin]?.(values, options) ?? [];
	});
}

type Reader = (values: Values, options: GraphOptions) => Draft[];

const READERS: Readonly<Record<string, Reader>> = {
	local_loop(values, { imageSize, blockSize }) {
		const size = values.size === undefined ? imageSize : sizeOf(values, "size", nameOf(values));
		if (size === undefined) return fail(`the image ${nameOf(values)} has no size`, "Give it size:, or --image-size.");
		const sector = blockSize ?? Number(values.block_size ?? 512);
		if (![512, 1024, 2048, 4096].includes(sector)) {
			fail(
				`the block_size of ${nameOf(values)} is not a sector size: ${blockSize ?? values.block_size}`,
				"Use 512 or 4096.",
			);
		}
		const directory = values.directory === undefined ? {} : { directory: String(values.directory) };
		const node = { kind: "local_loop", name: nameOf(values), values, size, blockSize: sector, ...directory } as const;
		return [{ node, needs: [] }];
	},
	partitioning: readPartitioning,
	lvm: readLvm,
	mkfs(values) {
		const base = required(values, "base", "Mkfs config needs [base]");
		const type = required(values, "type", "Mkfs config needs [type]");
		const name = nameOf(values);
		const given = values.label ?? name;
		if (typeof given !== "string")
			fail(`the label of ${name} is not text: ${JSON.stringify(given)}`, "Put it in quotes.");
		const label = String(given);
		checkType(type, name);
		checkLabelLength(type, label);
		const { opts = "" } = values;
		if (opts !== null && typeof opts !== "string") fail(`the opts of ${name} must be one text`, 'Write opts: "-m 1".');
		const uuid = values.uuid === undefined ? {} : { uuid: String(values.uuid) };
		return [
			{ node: { kind: "mkfs", name, base, type, label, opts: String(opts ?? "").trim(), ...uuid }, needs: [base] },
		];
	},
	mount(values) {
		const base = required(values, "base", "MountPoint config needs [base]");
		const mountPoint = required(values, "mount_point", "MountPoint config needs [mount_point]");
		return [{ node: { kind: "mount", name: nameOf(values), base, mountPoint }, needs: [base] }];
	},
	fstab(values) {
		const base = required(values, "base", "the fstab entry needs 'base'");
		const options = mountOptions(values);
		const node = {
			kind: "fstab",
			name: nameOf(values),
			base,
			options,
			dump: digit(values, "dump-freq", 0),
			pass: digit(values, "fsck-passno", 2),
		} as const;
		return [{ node, needs: [base] }];
	},
};

function readPartitioning(values: Values): Draft[] {
	const base = required(values, "base", "Partitioning config needs 'base'");
	const label = required(values, "label", "Partitioning config needs 'label'");
	if (label !== "mbr" && label !== "gpt") fail("Label must be 'mbr' or 'gpt'", `It is '${label}'.`);
	if (!Array.isArray(values.partitions)) fail("Partitioning config needs 'partitions'");
	const list = values.partitions as Values[];
	const table: Table = {
		label: label as Table["label"],
		base,
		align: values.align === undefined ? 2 ** 20 : sizeOf(values, "align", nameOf(values)),
		partitions: list.map((partition) => String(partition.name)),
	};
	return list.map((partition, index) => {
		const name = required(partition, "name", "a partition needs 'name'");
		if (partition.size === undefined || partition.size === null)
			fail(`the partition ${name} needs 'size'`, "Give it one: 550MiB, 100%.");
		const given = partition.flags === undefined ? [] : partition.flags;
		if (!Array.isArray(given)) fail(`the flags of partition ${name} are not a list`, "Write flags: [boot].");
		const flags = given as string[];
		for (const flag of flags) {
			if (flag !== "boot" && flag !== "primary") fail(`Unknown flag: ${flag}`, "Known flags: boot primary");
			if (flag === "primary" && label === "gpt")
				fail("Primary flag not supported for GPT partitions", "Leave the flag out.");
		}
		const type = partition.type ?? (label === "mbr" ? "0x83" : "8300");
		if (label === "mbr" && (typeof type !== "string" || !/^(0[xX])?[0-9a-fA-F]+$/.test(type))) {
			fail(
				`the type of partition ${name} must be hex digits in quotes, not ${JSON.stringify(type)}`,
				`Write type: '0x83'.`,
			);
		}
		const before = list[index - 1];
		const own = partition.base === undefined ? base : String(partition.base);
		const needs = before ? [own, String(before.name)] : [own];
		return { node: { kind: "partition", name, values: partition, table, type: String(type), flags }, needs };
	});
}

function digit(values: Values, key: string, otherwise: number): number {
	const given = values[key] ?? otherwise;
	if (!/^\d+$/.test(String(given))) fail(`the ${key} of ${nameOf(values)} is not a number: ${JSON.stringify(given)}`);
	return Number(given);
}

/** The options of an fstab entry; a list stands for the same with commas. */
function mountOptions(values: Values): string {
	const given = values.options ?? "defaults";
	if (typeof given === "object" && !Array.isArray(given)) {
		fail(`the options of ${nameOf(values)} are not text: ${JSON.stringify(given)}`, "Write options: defaults,noatime");
	}
	const options = String(given);
	checkMountOptions(options, nameOf(values));
	return options;
}

/** mkfs takes a type for the end of a program's name. */
function checkType(type: string, name: string): void {
	if (/^[a-zA-Z0-9][\w.+-]*$/.test(type)) return;
	fail(
		`the type of ${name} is not a file system: ${JSON.stringify(type)}`,
		"Use one of: ext4, xfs, btrfs, vfat, swap.",
	);
}
