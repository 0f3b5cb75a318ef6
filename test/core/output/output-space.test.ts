import { expect, test } from "vitest";
import { expectedSpace } from "../../../src/core/output/output-space.js";

const artifact = (format: string, bytes: number, used?: number) => ({
	...{ path: `/images/web.${format}`, format, bytes, checksums: {} },
	...(used === undefined ? {} : { used }),
});

test("outputs will take what they took in the newest run that wrote all of them", () => {
	const runs = [
		{ id: "newest", artifacts: [artifact("qcow2", 300)] },
		{ id: "both", artifacts: [artifact("raw", 9000, 700), artifact("qcow2", 310, 320), artifact("tar", 50)] },
		{ id: "oldest", artifacts: [artifact("raw", 9000, 1), artifact("qcow2", 1)] },
	];
	expect(expectedSpace(runs, ["qcow2"])).toEqual({ bytes: 300, runId: "newest" });
	expect(expectedSpace(runs, ["qcow2", "raw"])).toEqual({ bytes: 1020, runId: "both" });
	expect(expectedSpace(runs, ["vmdk"])).toBeUndefined();
});

test("a disk with holes of which only the size is known tells nothing", () => {
	expect(expectedSpace([{ id: "old", artifacts: [artifact("raw", 10 ** 12)] }], ["raw"])).toBeUndefined();
});
