import { expect, test } from "vitest";
import { assertFits, layoutDisk } from "../../../src/core/disk/compute-layout.js";
import { DiskError } from "../../../src/core/disk/disk-error.js";
import { diskState } from "../../../src/core/disk/disk-state.js";
import { buildGraph } from "../../../src/core/disk/graph.js";
import { mbrSectors } from "../../../src/core/disk/mbr.js";
import { flattenConfig, parseConfig } from "../../../src/core/disk/read-config.js";

const flat = (text: string) => flattenConfig(parseConfig(text, "layout.yaml"));
const graph = (text: string) => buildGraph(flat(text), { imageSize: 2 ** 30 });

function stageOf(work: () => unknown): string | undefined {
	try {
		work();
		return undefined;
	} catch (error) {
		return error instanceof DiskError ? error.stage : String(error);
	}
}

test("nodes come in the order in which they are written, partitions among them", () => {
	const table = "mkfs: {}, partitions: [{name: p, size: 100%, mkfs: {}}]";
	const names = flat(`[{partitioning: {base: image0, ${table}}}]`).flatMap((node) => Object.values(node));
	expect(names.map((values) => values?.name)).toEqual(["mkfs_partitioning_image0", "mkfs_p", "partitioning_image0"]);
});

test("a base keeps the type of the name above it", () => {
	expect(flat("[{mkfs: {name: 7, base: p, mount: {mount_point: /}}}]")[0]).toEqual({
		mount: { base: 7, name: "mount_7", mount_point: "/" },
	});
});

test("an empty map of partitions is an empty list", () => {
	expect(flat("[{partitioning: {base: image0, partitions: {}}}]")[0]?.partitioning?.partitions).toEqual([]);
});

test.each([
	["partitions: ", "base: image0, partitions: "],
	["a text", "base: image0, partitions: x"],
	["a partition that is a text", "base: image0, partitions: [x]"],
	["no base", "name: table, partitions: [{name: p, size: 1GiB}]"],
	["a file system on a partition without a name", "base: image0, partitions: [{size: 1GiB, mkfs: {}}]"],
])("partitions are refused as they are flattened: %s", (_, values) => {
	expect(stageOf(() => flat(`[{partitioning: {${values}}}]`))).toBe("config");
});

test.each([
	["flags without a value", "[{partitioning: {base: i, label: gpt, partitions: [{name: p, size: 1MiB, flags: }]}}]"],
	["flags that are a number", "[{partitioning: {base: i, label: mbr, partitions: [{name: p, size: 1MiB, flags: 5}]}}]"],
	["a type that is a map", "[{mkfs: {name: m, base: i, type: {}}}]"],
	["a name that is a list", "[{mkfs: {name: [], base: i, type: ext4, label: a}}]"],
])("a value of the wrong type is refused in the graph: %s", (_, entry) => {
	expect(stageOf(() => graph(`- local_loop: {name: i}\n- ${entry.slice(1, -1)}`))).toBe("graph");
});

test("a chain of logical partitions follows an align that is not a whole number of sectors", () => {
	const parts = "[{name: a, size: 100MiB}, {name: b, size: 100MiB}]";
	const disk = layoutDisk(
		graph(`[{local_loop: {name: i, partitioning: {label: mbr, align: 1M, partitions: ${parts}}}}]`),
	);
	const [, first, second] = mbrSectors(disk.images[0] as never, 1);
	const chain = new DataView((first as { bytes: Uint8Array }).bytes.buffer).getUint32(446 + 16 + 12, true);
	// 1953 sectors to the data, 204800 of data, up to the next multiple of 1953.
	const begin = (second as { sector: number }).sector;
	expect(chain).toBe(Math.ceil((begin + 1953 + 204_800) / 1953) * 1953 - begin);
});

test("a long label of fat is refused with what does not fit, not in the graph", () => {
	const text = "[{local_loop: {name: i, mkfs: {type: fat, label: TWELVELETTER}}}]";
	expect(stageOf(() => layoutDisk(graph(text)))).toBeUndefined();
	expect(stageOf(() => assertFits(layoutDisk(graph(text))))).toBe("layout");
});

test("the state has a mount point without a leading slash below the folder of the mounts", () => {
	const shape = graph("[{local_loop: {name: i, mkfs: {type: ext4, label: a, mount: {mount_point: srv}}}}]");
	const layout = layoutDisk(shape);
	const state = diskState({ graph: shape, layout, loops: new Map(), files: new Map(), mountBase: "/b/mnt" });
	expect(state.mount.srv).toMatchObject({ path: "/b/mnt/srv" });
});
