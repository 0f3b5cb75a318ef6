import { describe, expect, test } from "vitest";
import { chooseDiskConfig } from "../../src/core/disk/choose-config.js";
import { assertFits, layoutDisk } from "../../src/core/disk/compute-layout.js";
import type { ConfigNode } from "../../src/core/disk/disk-config.js";
import { DiskError } from "../../src/core/disk/disk-error.js";
import { type DiskLayout, deviceNodes } from "../../src/core/disk/disk-layout.js";
import { type DiskState, diskState } from "../../src/core/disk/disk-state.js";
import { mkfsCommand } from "../../src/core/disk/file-systems.js";
import { typeGuid } from "../../src/core/disk/gpt.js";
import { buildGraph, type DiskGraph } from "../../src/core/disk/graph.js";
import { lvmCreation, lvmRelease } from "../../src/core/disk/lvm.js";
import { mbrSectors } from "../../src/core/disk/mbr.js";
import { fileSystemAt, mountPoints } from "../../src/core/disk/plan-disk.js";
import { flattenConfig, mergeRootParams, parseConfig } from "../../src/core/disk/read-config.js";
import { parseAbsoluteSize, parsePartitionSize } from "../../src/core/disk/size.js";
import { golden, hasGolden } from "../support/golden.js";

interface Case {
	readonly id: string;
	readonly config: string;
	readonly params?: Readonly<Record<string, string | null>>;
	readonly env?: Readonly<Record<string, string>>;
	readonly no_size?: boolean;
	readonly drop_params?: readonly string[];
	readonly fail_at?: number;
	readonly graph_only?: boolean;
	readonly expect: {
		readonly stage?: string;
		readonly error?: string;
		readonly graph_config?: ConfigNode[];
		readonly final_config?: ConfigNode[];
		readonly edges?: [string, string][];
		readonly mount_order?: string[];
		readonly fstab?: string;
		readonly getval?: Record<string, unknown>;
		readonly images?: Record<string, GoldenImage>;
		readonly commands?: string[][];
		readonly umount_commands?: string[][];
		readonly state?: Partial<DiskState>;
	};
}

interface GoldenImage {
	readonly bytes: number;
	readonly mbr?: {
		sector: number;
		signature: boolean;
		entries: { slot: number; boot: boolean; type: string; lba_start: number; lba_count: number }[];
	}[];
	readonly gpt?: { sgdisk_exit?: number; partitions: { start: number; size: number; type: string; name: string }[] };
}

interface Outcome {
	readonly stage?: string;
	readonly graphConfig?: ConfigNode[];
	readonly finalConfig?: ConfigNode[];
	readonly graph?: DiskGraph;
	readonly layout?: DiskLayout;
}

function run(record: Case): Outcome {
	const params = { "root-fs-type": "ext4", "image-size": record.no_size ? null : "2097152KiB", ...record.params };
	let outcome: Outcome = {};
	try {
		const graphConfig = flattenConfig(parseConfig(record.config, "config"));
		outcome = { ...outcome, graphConfig };
		const dropped = record.drop_params ?? [];
		const finalConfig = mergeRootParams(graphConfig, {
			rootFsType: dropped.includes("root-fs-type") ? "" : String(params["root-fs-type"]),
			...(typeof record.params?.["root-label"] === "string" ? { rootLabel: record.params["root-label"] } : {}),
			...(typeof record.params?.["root-fs-opts"] === "string" ? { rootFsOpts: record.params["root-fs-opts"] } : {}),
		});
		outcome = { ...outcome, finalConfig };
		const size = params["image-size"];
		const blockSize = record.env?.DIB_BLOCK_SIZE;
		const graph = buildGraph(finalConfig, {
			...(size ? { imageSize: parseAbsoluteSize(size) } : {}),
			...(blockSize ? { blockSize: Number(blockSize) } : {}),
		});
		outcome = { ...outcome, graph };
		outcome = { ...outcome, layout: layoutDisk(graph) };
		return outcome;
	} catch (error) {
		if (error instanceof DiskError) return { ...outcome, stage: error.stage };
		if (error instanceof Error && "code" in error) return { ...outcome, stage: "layout" };
		throw error;
	}
}

const STAGES: Readonly<Record<string, string>> = {
	yaml: "yaml",
	config: "config",
	init: "config",
	graph: "graph",
	create: "layout",
};

/** The stage that has to fail; a table that sgdisk itself refused is a failure too, though the recording went on. */
function expectedStage({ stage, images = {} }: Case["expect"]): string | undefined {
	if (Object.values(images).some(({ gpt }) => gpt?.sgdisk_exit)) return "layout";
	return stage ? STAGES[stage] : undefined;
}

/** Names of the checks that a record fails. */
function differences(record: Case): string[] {
	const { expect: wanted } = record;
	const got = run(record);
	const wrong: string[] = [];
	const same = (name: string, a: unknown, b: unknown) => {
		try {
			expect(a).toEqual(b);
		} catch {
			const [x, y] = [JSON.stringify(a) ?? "", JSON.stringify(b) ?? ""];
			const at = Math.max(0, [...x].findIndex((letter, index) => letter !== y[index]) - 40);
			wrong.push(`${name}: ${x.slice(at, at + 150)} instead of ${y.slice(at, at + 150)}`);
		}
	};
	const simulated = record.fail_at !== undefined;
	if (!record.graph_only && !simulated) same("stage", got.stage, expectedStage(wanted));
	if (wanted.graph_config) same("graph_config", got.graphConfig, wanted.graph_config);
	if (wanted.final_config) same("final_config", got.finalConfig, wanted.final_config);
	if (wanted.edges)
		same("edges", [...new Set((got.graph?.edges ?? []).map(String))].sort(), wanted.edges.map(String).sort());
	if (wanted.mount_order && got.graph) {
		const swap = new Set(
			(got.layout?.fileSystems ?? []).filter(({ type }) => type === "swap").map(({ mountPoint }) => mountPoint),
		);
		same(
			"mount_order",
			got.graph.mountOrder.filter((point) => !swap.has(point)),
			wanted.mount_order.filter((point) => !swap.has(point) && point !== "none"),
		);
	}
	if (typeof wanted.fstab === "string" && got.layout) {
		// DIB writes blanks as they are, which ends the field there.
		same("fstab", got.layout.fstab.replaceAll("\\040", " "), wanted.fstab);
	}
	if (wanted.images && got.layout && !isRefused(got.layout)) {
		for (const [name, image] of Object.entries(wanted.images))
			same(`image ${name}`, describeImage(got.layout, name, image), strip(image));
	}
	if (wanted.getval && got.graph && got.finalConfig) {
		const value = wanted.getval;
		const root = fileSystemAt(got.graph, "/");
		if (typeof value["root-label"] === "string") same("root-label", root?.label, value["root-label"]);
		if (typeof value["root-fstype"] === "string") same("root-fstype", root?.type, value["root-fstype"]);
		if (typeof value["boot-label"] === "string")
			same("boot-label", fileSystemAt(got.graph, "/boot")?.label ?? "", value["boot-label"]);
		if (typeof value["mount-points"] === "string")
			same("mount-points", mountPoints(got.finalConfig).join("|"), value["mount-points"]);
		const devices = value["image-block-devices"];
		if (typeof devices === "string" && got.layout) {
			const loops = new Map(got.layout.images.map(({ name }, index) => [name, `/dev/loop${index}`]));
			const nodes = [...deviceNodes(got.layout, loops)].map(([name, device]) => ` [${name}]=${device} `).sort();
			same(
				"image-block-devices",
				nodes,
				devices
					.replaceAll("/mapper/loop", "/loop")
					.match(/ \[[^\]]+\]=\S+ /g)
					?.sort(),
			);
		}
	}
	if (!wanted.stage && wanted.commands && got.layout && !isRefused(got.layout)) {
		const { layout } = got;
		const devices = deviceNodes(layout, new Map(layout.images.map(({ name }, index) => [name, `/dev/loop${index}`])));
		const made = layout.lvm.flatMap((volumes) => lvmCreation(volumes, (node) => devices.get(node) ?? ""));
		same("lvm", commands(made, /./), commands(wanted.commands, /^(pv|vg|lv)create$/));
		const mkfs = commands(wanted.commands, /^(mkfs|mkswap)$/).sort();
		same("mkfs", makeFileSystems(layout, devices, wanted).sort(), mkfs);
		const released = layout.lvm.toReversed().flatMap(lvmRelease);
		if (wanted.state && got.graph) {
			const state = stateOf(got.graph, layout, wanted.state);
			for (const [key, value] of Object.entries(inOurNames(wanted.state)))
				same(`state ${key}`, state[key as keyof DiskState], value);
		}
		same("release", commands(released, /./), commands(wanted.umount_commands ?? [], /^(lv|vg)change$/));
	}
	return wrong;
}

/** What some programs were called with, in our names of partitions. DIB makes empty words of two blanks (Q27). */
function commands(wanted: readonly string[][], programs: RegExp): string[] {
	return wanted
		.filter(([program = ""]) => programs.test(program))
		.map((argv) => argv.join(" ").replaceAll("/mapper/loop", "/loop").replaceAll(/ +/g, " "));
}

function makeFileSystems(
	layout: DiskLayout,
	devices: ReadonlyMap<string, string>,
	{ state }: Case["expect"],
): string[] {
	return layout.fileSystems.map((system) => {
		const uuid = String(state?.filesys?.[system.node]?.uuid ?? "");
		return mkfsCommand(system, uuid, devices.get(system.on) ?? "").join(" ");
	});
}

function stateOf(graph: DiskGraph, layout: DiskLayout, wanted: Partial<DiskState>): DiskState {
	const uuidOf = (node: string) => String(wanted.filesys?.[node]?.uuid ?? "");
	const fileSystems = layout.fileSystems.map((system) => ({ ...system, uuid: uuidOf(system.node) }));
	const loops = new Map(layout.images.map(({ name }, index) => [name, `/dev/loop${index}`]));
	const files = new Map(layout.images.map(({ name, directory }) => [name, `${directory ?? "@T/image"}/${name}.raw`]));
	return diskState({ graph, layout: { ...layout, fileSystems }, loops, files, mountBase: "@T/mnt" });
}

/** Words of mkfs options were split at single blanks (Q27). */
function inOurNames(state: Partial<DiskState>): Partial<DiskState> {
	return JSON.parse(JSON.stringify(state).replaceAll("/mapper/loop", "/loop").replaceAll('"",', ""));
}

function guidOrCode(type: string): string {
	try {
		return typeGuid(type);
	} catch {
		return `code ${type}`;
	}
}

/** We refuse what DIB writes without noticing (contract Q32): such an image cannot be compared. */
function isRefused(layout: DiskLayout): boolean {
	try {
		assertFits(layout);
		return false;
	} catch {
		return true;
	}
}

function strip(image: GoldenImage): unknown {
	return {
		bytes: image.bytes,
		...(image.mbr?.some(({ signature }) => signature)
			? {
					mbr: image.mbr.map(({ sector, signature, entries }) => ({
						sector,
						signature,
						entries: entries.map(({ slot, boot, type, lba_start, lba_count }) => ({
							slot,
							boot,
							type,
							lba_start,
							lba_count,
						})),
					})),
				}
			: {}),
		...(image.gpt
			? { gpt: image.gpt.partitions.map(({ start, size, type, name }) => ({ start, size, type, name })) }
			: {}),
	};
}

function describeImage(layout: DiskLayout, name: string, wanted: GoldenImage): unknown {
	const image = layout.images.find((one) => one.name === name);
	if (!image) return undefined;
	if (!wanted.gpt && !wanted.mbr) return { bytes: image.bytes };
	if (image.table === "gpt") {
		const sectors = (bytes: number) => bytes / image.sectorSize;
		return {
			bytes: image.bytes,
			gpt: image.partitions.map((part) => ({
				start: sectors(part.start),
				size: sectors(part.bytes),
				type: guidOrCode(part.type),
				name: part.name,
			})),
		};
	}
	if (image.table !== "mbr") return { bytes: image.bytes };
	return {
		bytes: image.bytes,
		mbr: mbrSectors(image, 1).map(({ sector, bytes }) => {
			const view = new DataView(bytes.buffer);
			const entries = [0, 1, 2, 3]
				.map((slot) => ({
					slot,
					boot: bytes[446 + 16 * slot] === 0x80,
					type: (bytes[446 + 16 * slot + 4] as number).toString(16).padStart(2, "0"),
					lba_start: view.getUint32(446 + 16 * slot + 8, true),
					lba_count: view.getUint32(446 + 16 * slot + 12, true),
				}))
				.filter(({ type }) => type !== "00");
			return { sector, signature: bytes[510] === 0x55 && bytes[511] === 0xaa, entries };
		}),
	};
}

describe.skipIf(!hasGolden)("golden data of the block device layer", () => {
	test("cases.json", () => {
		const records = golden<Case[]>("blockdev/cases.json");
		const wrong = records
			.map((record) => ({ id: record.id, why: differences(record) }))
			.filter(({ why }) => why.length > 0);
		console.log(`blockdev/cases.json: ${records.length - wrong.length} of ${records.length}`);
		expect(wrong).toEqual([]);
	});

	test("sizes.json", () => {
		const { absolute, relative } = golden<{
			absolute: { spec: string; bytes?: number; error?: string }[];
			relative: { spec: string; of: number; result: [boolean, number] | { error: string } }[];
		}>("blockdev/sizes.json");
		const wrong: unknown[] = [];
		const attempt = <T>(compute: () => T): T | "error" => {
			try {
				return compute();
			} catch {
				return "error";
			}
		};
		for (const { spec, bytes } of absolute) {
			const got = attempt(() => parseAbsoluteSize(spec));
			if (got !== (bytes ?? "error")) wrong.push({ spec, got, bytes });
		}
		for (const { spec, of, result } of relative) {
			const got = attempt(() => parsePartitionSize(spec, of));
			const wanted = Array.isArray(result) ? { relative: result[0], bytes: result[1] } : "error";
			if (JSON.stringify(got) !== JSON.stringify(wanted)) wrong.push({ spec, of, got, wanted });
		}
		const total = absolute.length + relative.length;
		console.log(`blockdev/sizes.json: ${total - wrong.length} of ${total}`);
		expect(wrong).toEqual([]);
	});

	test("config-choice.json", () => {
		const records =
			golden<
				{
					id: string;
					elements?: { element: string; corpus: string; block_device_files: string[] }[];
					arch?: string;
					chosen?: string | null;
					note?: string;
					DIB_BLOCK_DEVICE_CONFIG?: string;
					text?: string | null;
				}[]
			>("blockdev/config-choice.json");
		const wrong: unknown[] = [];
		for (const record of records) {
			const elements = (record.elements ?? []).map(({ element, corpus, block_device_files }) => ({
				name: element,
				path: `@${corpus}/${element}`,
				files: Object.fromEntries(block_device_files.map((file) => [file, { kind: "file" as const }])),
			}));
			const choice = chooseDiskConfig({
				given: record.DIB_BLOCK_DEVICE_CONFIG,
				elements,
				architecture: record.arch ?? "amd64",
				directory: "/",
			});
			if (record.elements) {
				const file = "file" in choice ? choice.file : null;
				const chosen = record.chosen?.startsWith("@") ? record.chosen : null;
				// Which of several elements wins follows no rule in DIB; ours is the first.
				const first = elements.find(({ files }) => Object.keys(files).length > 0);
				const fine = record.note ? file?.startsWith(`${first?.path}/`) : file === chosen;
				if (!fine) wrong.push({ id: record.id, file, chosen });
			} else if ("text" in choice) {
				if (choice.text !== record.text) wrong.push({ id: record.id, text: choice.text });
			} else if (!record.DIB_BLOCK_DEVICE_CONFIG?.startsWith("file://")) wrong.push({ id: record.id, choice });
		}
		console.log(`blockdev/config-choice.json: ${records.length - wrong.length} of ${records.length}`);
		expect(wrong).toEqual([]);
	});
});
