import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { mirrors } from "../../bench/upstream.js";
import { DIB_ELEMENTS } from "../../support/catalogue.js";
import { openDebianFolder } from "../../support/debian-folder.js";

/** A whole Debian system with the elements that Debian packages, none of ours among them. */
const debian = openDebianFolder();
const { folder } = debian;
afterAll(() => debian.remove());

async function build(image: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<void> {
	await debian.create(image, args, {
		ELEMENTS_PATH: DIB_ELEMENTS,
		DIB_DEBOOTSTRAP_CACHE: "1",
		DIB_DEBIAN_USE_DEBOOTSTRAP_CACHE: "1",
		...mirrors("bookworm"),
		...more,
	});
	const { elements } = JSON.parse(readFileSync(join(folder, `${image}.manifest.json`), "utf8"));
	expect(elements.length).toBeGreaterThan(5);
	for (const { name, path } of elements) expect(path).toBe(join(DIB_ELEMENTS, name));
}

test("15.84 debian-minimal and vm, with GPT, ssh, a user, growroot and cloud-init, boot to their login; an archive and a squashfs have the same files", async () => {
	const quick = join(folder, "quick");
	mkdirSync(quick);
	const script = (name: string, text: string) =>
		writeFileSync(join(quick, name), `#!/bin/bash\n${text}\n`, { mode: 0o755 });
	// The files are compared, and the best compression of them takes minutes.
	script("gzip", "exec /bin/gzip -1");
	script("mksquashfs", `PATH=\${PATH#*:}; exec mksquashfs "\${@/#xz/lz4}"`);
	const elements = ["vm", "debian-minimal", "block-device-gpt", "openssh-server", "devuser", "growroot"];
	await build("server", ["-u", "-t", "qcow2,tgz,squashfs", ...elements, "cloud-init-nocloud"], {
		DIB_DEV_USER_USERNAME: "me",
		DIB_GZIP_BIN: join(quick, "gzip"),
		PATH: `${quick}:${process.env.PATH}`,
	});
	await debian.boots("server");
	const run = (program: string, ...args: string[]) =>
		execFileSync(program, args, { cwd: folder, encoding: "utf8", maxBuffer: 1 << 26 })
			.trimEnd()
			.split("\n");
	const archived = run("tar", "--quoting-style=literal", "-tzf", "server.tgz").map((name) =>
		name.replace(/^\.\/|\/$/g, ""),
	);
	const squashed = run("unsquashfs", "-l", "-d", "", "server.squash").map((name) => name.replace(/^\//, ""));
	expect(archived).toContain("usr/bin/dpkg");
	expect(squashed.filter((name) => !/^(proc|sys)$/.test(name)).sort()).toEqual(archived.sort());
});
