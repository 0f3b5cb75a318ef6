import { describe, expect, test } from "vitest";
import { UserError } from "../../../src/core/errors.js";
import { importDib } from "../../../src/core/profile/import-dib.js";

const read = (text: string) => importDib([{ file: "x", text }], "/work").profiles;

describe("importing a script", () => {
	test("with everything in it", () => {
		const [one, two, ...more] = read(`#!/bin/bash
set -eux
# Where things are.
export ELEMENTS_PATH=/srv/elements
export DIB_RELEASE="trixie" FLAVOUR=small
NAME=web
COMMON="vm block-device-efi"

sudo -E DIB_DEV_USER_USERNAME=me DIB_DEV_USER_PASSWORD="$HASH" SITE_TOKEN="$(cat /etc/token)" \\
	/usr/local/bin/disk-image-create -o out/$NAME.qcow2 -x -u -a arm64 \\
	--image-size 8 --no-tmpfs --image-cache cache --qemu-img-options compat=1.1 \\
	$COMMON debian-minimal devuser && disk-image-create -o "two images" -t raw vm
`);
		expect(more).toEqual([]);
		expect(one?.profile).toEqual({
			version: 1,
			name: "web",
			"image-name": "out/web.qcow2",
			release: "trixie",
			architecture: "arm64",
			elements: ["vm", "debian-minimal", "devuser"],
			disk: { layout: "efi", size: "8GiB" },
			outputs: [{ format: "qcow2", compression: "none" }],
			user: { name: "me", "password-hash": { "from-env": "HASH" }, sudo: false },
			variables: {
				FLAVOUR: "small",
				SITE_TOKEN: { "from-file": "/etc/token" },
				DIB_IMAGE_CACHE: "/work/cache",
				DIB_NO_TMPFS: "1",
				DIB_DEBUG_TRACE: "1",
				QEMU_IMG_OPTIONS: "compat=1.1",
			},
		});
		expect(one?.notes).toEqual([
			"The elements path is not part of a profile: build with --elements-path /srv/elements",
		]);
		expect(two?.profile).toMatchObject({
			name: "two-images",
			"image-name": "two images",
			outputs: [{ format: "raw" }],
		});
	});

	test("secrets in it become references", () => {
		const [{ profile, notes } = { profile: undefined, notes: [] }] = read("A_TOKEN=abc disk-image-create vm");
		expect(profile?.variables).toEqual({ A_TOKEN: { "from-env": "A_TOKEN" } });
		expect(notes.join()).toContain("'A_TOKEN' is secret");
		expect(JSON.stringify([profile, notes])).not.toContain("abc");
	});

	test("what is dropped is told", () => {
		const [{ notes } = { notes: [] }] = read("disk-image-create -c --logfile l.txt vm");
		expect(notes).toHaveLength(2);
	});
});

test.each([
	["漢字", "image"],
	["../x/.hidden", "hidden"],
	["a b.raw", "a-b"],
	["x".repeat(80), "x".repeat(64)],
	["\u001b[31mred", "31mred"],
])("the image %j is saved as %s", (image, name) => {
	const [imported] = read(`- imagename: ${JSON.stringify(image)}\n  elements: [vm]\n`);
	expect(imported?.profile).toMatchObject({ name, "image-name": image });
});

test.each([
	["disk-image-create --root-label this-is-a-long-label vm", "root-label"],
	["disk-image-create -a 'a b' vm", "architecture"],
	["X=1 make image", "'make' is not a command"],
	["A=x$B disk-image-create vm", "The value of $B is not known"],
	["- imagename: [x]", "'imagename'"],
	["- environment: {A: 1}", "'environment.A'"],
	["- elements: *nowhere", "not valid YAML"],
	["--- 1", "list of maps"],
])("%j is refused with its place", (text, message) => {
	try {
		read(text);
		expect.unreachable();
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		expect(error.message).toContain(message);
		expect(error.place).toMatchObject({ file: "x", line: 1 });
		expect(error.next).not.toEqual([]);
	}
});
