import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, inject, test } from "vitest";
import { askGlance } from "../support/servers/ask-glance.js";
import { openWorkshop } from "../support/tiny-build.js";

const cloud = inject("cloud");
const glance = askGlance(cloud);
const workshop = openWorkshop();
afterAll(async () => {
	workshop.remove();
	await glance.removeAll();
});

test("openstack image list shows what disk-image-create made and publish sent, and serves it whole", async () => {
	const made = await workshop.diskImageCreate(["-n", "-o", "ubuntu", "-t", "qcow2", "--image-size", "1", "tiny-os"]);
	expect(made.code, made.stderr).toBe(0);
	const sent = await workshop.diskwright(
		["publish", "ubuntu.qcow2", "--to", "glance", "--name", "Ubuntu", "--json"],
		cloud.demo,
	);
	expect(sent.code, sent.stderr).toBe(0);
	const [{ id, sha512 }] = JSON.parse(sent.stdout);
	const listed = await glance.openstack(["image", "list", "-f", "value"]);
	expect(listed).toBe(`${id} Ubuntu active\n`);
	const shown = JSON.parse(await glance.openstack(["image", "show", id, "-f", "json"]));
	expect(shown).toMatchObject({ disk_format: "qcow2", container_format: "bare", min_disk: 1, visibility: "private" });
	const saved = join(workshop.folder, "served.qcow2");
	await glance.openstack(["image", "save", "--file", saved, id]);
	expect(createHash("sha512").update(readFileSync(saved)).digest("hex")).toBe(sha512);
	expect(readFileSync(saved).equals(readFileSync(join(workshop.folder, "ubuntu.qcow2")))).toBe(true);
	const checked = await workshop.run(["qemu-img", "check", saved]);
	expect(checked.code, checked.stdout).toBe(0);
});

test("a run is published by its id or as the latest, to a cloud of clouds.yaml", async () => {
	const built = await workshop.build(["-t", "qcow2"]);
	expect(built.code, built.stderr).toBe(0);
	const { OS_AUTH_URL: auth_url, OS_USERNAME: username, OS_PASSWORD: password } = cloud.demo;
	const lab = { auth: { auth_url, username, password, project_name: "web" }, region_name: "RegionOne" };
	writeFileSync(join(workshop.folder, "clouds.yaml"), JSON.stringify({ clouds: { lab } }));
	const sent = await workshop.diskwright(["publish", "latest", "--to", "glance:lab", "--tag", "nightly"]);
	expect(`${sent.stdout}${sent.stderr}`).toMatch(/^image is shown: /m);
	const [image] = (await glance.images()).filter(({ name }) => name === "image");
	expect(image).toMatchObject({ status: "active", disk_format: "qcow2", architecture: "x86_64", tags: ["nightly"] });
});
