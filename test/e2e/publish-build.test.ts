import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openWorkshop } from "../support/tiny-build.js";

const workshop = openWorkshop();
afterAll(() => workshop.remove());
const served = join(workshop.folder, "served");
mkdirSync(served);

test("a build publishes what it has made as its last stage, and the run can be published again", async () => {
	const profile = `version: 1
elements: [tiny-os]
skip-base: true
outputs: [{format: qcow2}]
disk: {size: 200MiB}
publish: {to: "folder:${served}", keep: 2, name: Web}
`;
	workshop.write("web.yaml", profile);
	const built = await workshop.diskwright(["build", "./web.yaml", "--publish", "--progress", "ndjson"]);
	expect(built.code, built.stderr).toBe(0);
	const events = built.stdout
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line));
	expect(events.filter(({ type }) => type === "stage.finished").at(-1)).toMatchObject({
		stage: "publish",
		outcome: "ok",
	});
	expect(events.find(({ task, type }) => task === "publish/send" && type === "progress")).toMatchObject({
		unit: "bytes",
	});
	const logged = events
		.filter(({ task, type }) => task === "publish/send" && type === "log")
		.flatMap(({ lines }) => lines);
	expect(logged.join("\n")).toMatch(/^Web is shown: /m);
	const [image = ""] = readdirSync(served).filter((name) => /\d.*\.qcow2$/.test(name));
	expect(readFileSync(join(served, image)).equals(readFileSync(join(workshop.folder, "web.qcow2")))).toBe(true);

	const again = await workshop.diskwright(["publish", "latest"]);
	expect(again.code, again.stderr).toBe(0);
	expect(again.stdout).toContain("Web is there already with the same digest");
});

test("when it cannot be published the image stays, the build has failed, and the digest says how to go on", async () => {
	const built = await workshop.build(["--publish-to", "folder:/dev/null/images", "--progress", "plain"]);
	expect(built.code).toBe(1);
	const said = `${built.stdout}${built.stderr}`;
	expect(said).toContain("the image was made, but not published: ");
	expect(said).toMatch(/Publish it without building it again: diskwright publish \S+ --to folder:\/dev\/null\/images/);
	expect(existsSync(join(workshop.folder, "image.raw"))).toBe(true);
});

test("a cloud that does not exist, and a build without an image, are told before the build", async () => {
	const cloud = await workshop.build(["-o", "other", "--publish-to", "glance:lab"], { OS_CLOUD: "" });
	expect([cloud.code, cloud.stderr]).toEqual([2, expect.stringContaining("There is no cloud lab")]);
	const tar = await workshop.diskwright([
		"build",
		"-n",
		"-t",
		"tar",
		"tiny-os",
		"-o",
		"other",
		"--publish-to",
		"glance:lab",
	]);
	expect([tar.code, tar.stderr]).toEqual([2, expect.stringContaining("is to be published, and this build makes tar")]);
	expect(readdirSync(workshop.folder).filter((name) => name.startsWith("other"))).toEqual([]);
});
