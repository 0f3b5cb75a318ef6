import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
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

test("a build publishes at its end, by the profile, to a cloud of clouds.yaml; what was published is not sent again", async () => {
	const { OS_AUTH_URL: auth_url, OS_USERNAME: username, OS_PASSWORD: password } = cloud.demo;
	const lab = { auth: { auth_url, username, password, project_name: "web" }, region_name: "RegionOne" };
	writeFileSync(join(workshop.folder, "clouds.yaml"), JSON.stringify({ clouds: { lab } }));
	const profile = {
		...{
			version: 1,
			elements: ["tiny-os"],
			"skip-base": true,
			outputs: [{ format: "qcow2" }],
			disk: { size: "200MiB" },
		},
		publish: { to: "glance:lab", name: "Web", keep: 2, tags: ["nightly"], "min-ram": 256 },
	};
	workshop.write("web.yaml", JSON.stringify(profile));
	const built = await workshop.diskwright(["build", "./web.yaml", "--publish", "--progress", "plain"]);
	expect(built.code, built.stdout + built.stderr).toBe(0);
	const [image] = (await glance.images()).filter(({ name }) => name === "Web");
	expect(image).toMatchObject({
		status: "active",
		disk_format: "qcow2",
		architecture: "x86_64",
		tags: ["nightly"],
		min_ram: 256,
	});
	const again = await workshop.diskwright(["publish", "latest"]);
	expect(`${again.stdout}${again.stderr}`).toContain(`Web is there already with the same digest: ${image?.id}`);
});

test("a build whose cloud does not let it in is not begun", async () => {
	workshop.write("secure.yaml", JSON.stringify({ clouds: { lab: { auth: { password: "wrong" } } } }));
	const built = await workshop.diskwright(["build", "./web.yaml", "-o", "unbuilt", "--publish"]);
	expect([built.code, built.stderr]).toEqual([2, expect.stringContaining("the name or the password of demo is wrong")]);
	expect(existsSync(join(workshop.folder, "unbuilt.qcow2"))).toBe(false);
});
