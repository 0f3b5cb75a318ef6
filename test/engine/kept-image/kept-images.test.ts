import { expect, test } from "vitest";
import type { DiskLayout } from "../../../src/core/disk/disk-layout.js";
import type { BuildContext } from "../../../src/engine/build-context.js";
import { KeptImages } from "../../../src/engine/kept-image/kept-images.js";
import type { LayerTools } from "../../../src/engine/layers/open-layers.js";

const LAYOUT = { images: [{ name: "image0" }], fileSystems: [], mountOrder: [], lvm: [] } as unknown as DiskLayout;

/** A build whose tree cannot be mounted again once it was frozen. */
function images(inventoried: ReadonlyMap<string, string> | undefined): KeptImages {
	const checkpoint = () => Promise.reject(new Error("mount failed with status 32"));
	const ctx = {
		plan: { settings: { reproducible: undefined, wholeImage: false }, outputs: [{ format: "raw" }] },
		rootTree: { checkpoint, frozen: () => [] },
	} as unknown as BuildContext;
	return new KeptImages(ctx, {} as LayerTools, { inventoried: async () => inventoried });
}

test("no image is made of a tree that cannot be mounted again", async () => {
	await expect(images(new Map()).wayFor("/tree", LAYOUT)).rejects.toThrow("mount failed with status 32");
});

test("a tree in which something still runs is left as it is", async () => {
	expect(await images(undefined).wayFor("/tree", LAYOUT)).toEqual({
		anew: "what a hook has left running may still change the tree",
	});
});
