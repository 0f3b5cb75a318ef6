import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";
import { treeOfArchive } from "../../support/tree-of-archive.js";

let shop: Workshop;
const hook = (name: string, text: string) => shop.element(`mine/${name}`, `#!/bin/bash\nset -eu\n${text}\n`);

beforeAll(() => {
	shop = openWorkshop();
	hook("install.d/10-files", "echo one >/one; ln /one /other; mkdir -p /folder/in; echo x >/folder/in/x");
	hook("install.d/50-edited", "echo first >/edited; echo gone >/gone");
	// Needs the file systems of the image, as boot loaders do, and leaves something there.
	hook("finalise.d/50-last", "cat /edited >/last");
});
afterAll(() => shop.remove());

/** How the image was made, and the tree in it: archives are made of its mounted file systems. */
async function build(...args: string[]) {
	const built = await shop.diskwright([
		...["build", "-n", "-t", "raw,tar", "-o", "image", "--size", "200MiB", "--layers", "--again", "--keep-older", "0"],
		...["tiny-os", "mine", ...args],
	]);
	expect(built.code, built.stdout + built.stderr).toBe(0);
	const checked = await shop.run(["e2fsck", "-fn", "image.raw"]);
	expect(checked.code, checked.stdout).toBe(0);
	return { log: built.stdout, tree: treeOfArchive(join(shop.folder, "image.tar")) };
}

test("the next image is the last one with what has changed, and has the tree of a new one", async () => {
	expect((await build()).log).toContain("The image is made anew: none of this size and layout is kept");
	hook(
		"install.d/50-edited",
		"rm /other; ln /one /third; rm -r /folder; echo file >/folder; ln -s /one /edited-link; echo second >/edited; chown 7:8 /one; chmod 4750 /one",
	);
	const changed = await build();
	expect(changed.log).toMatch(/files and folders \(\d+ bytes\) made, \d+ removed in a copy of the image of/);
	const whole = await build("--whole-image");
	expect(whole.log).toContain("The image is made anew: as asked for");
	const withoutTimes = (lines: string[]) => lines.filter((line) => !/\blast\b/.test(line));
	expect(withoutTimes(changed.tree)).toEqual(withoutTimes(whole.tree));
	const images = join(shop.folder, "home/.cache/image-create/layers/v1/images");
	const [key = ""] = readdirSync(images);
	expect(JSON.parse(readFileSync(join(images, key, "record.json"), "utf8"))).toMatchObject({
		format: 1,
		image: "image",
	});
	const listed = await shop.diskwright(["cache", "list"]);
	expect(listed.stdout).toMatch(/disk image +image/);
	expect(listed.stdout).toMatch(/1 image takes .*, 10G at most/);
	expect((await shop.diskwright(["cache", "prune", "--all"])).stdout).toContain("removed 1 image (");
});
