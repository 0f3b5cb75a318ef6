import { describe, expect, test } from "vitest";
import type { Plan } from "../../../src/core/planning/plan.js";
import { assertReproducible } from "../../../src/core/reproducible/assert-reproducible.js";
import { identityOf, parseEpoch } from "../../../src/core/reproducible/identity.js";
import { steadyEnvironment, withoutPlaceFlags } from "../../../src/core/reproducible/surroundings.js";

const plan = (formats: string[], more: object = {}) =>
	({
		imageName: "/somewhere/image",
		architecture: "amd64",
		resolution: { selected: [{ name: "base" }, { name: "vm" }] },
		disk: { text: "layout", usesLvm: false, rootFsType: "ext4", config: [], ...more },
		outputs: formats.map((format) => ({ format, file: `image.${format}` })),
	}) as unknown as Plan;

describe("what stands in the place of random numbers", () => {
	const { uuid } = identityOf(plan(["raw"]), 1_700_000_000);

	test("is a UUID of version 8, another one for each thing, and the same every time", () => {
		expect(uuid("fs root")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
		expect(uuid("fs root")).not.toBe(uuid("fs boot"));
		expect(identityOf(plan(["qcow2"]), 1_700_000_000).uuid("fs root")).toBe(uuid("fs root"));
	});

	test("is the same in another folder, and another one for another layout or time", () => {
		expect(identityOf({ ...plan([]), imageName: "image" }, 1_700_000_000).uuid("x")).toBe(uuid("x"));
		expect(identityOf(plan([], { text: "other" }), 1_700_000_000).uuid("x")).not.toBe(uuid("x"));
		expect(identityOf(plan([]), 1_700_000_001).uuid("x")).not.toBe(uuid("x"));
	});
});

test.each([
	["1700000000", 1_700_000_000],
	["315532800", 315_532_800],
	["315532799", undefined],
	["4294967296", undefined],
	["2023-01-01", undefined],
	["", undefined],
])("SOURCE_DATE_EPOCH=%s is %s", (text, seconds) => {
	expect(parseEpoch(text)).toBe(seconds);
});

test("the caller's language, time zone and terminal are not for hooks", () => {
	expect(
		steadyEnvironment({
			LANG: "tr_TR.UTF-8",
			LC_TIME: "de",
			TZ: "Asia/Tokyo",
			COLUMNS: "80",
			PATH: "/bin",
			LANGS: "x",
		}),
	).toEqual({ PATH: "/bin", LANGS: "x", TZ: "UTC" });
});

describe("what cannot be the same twice is refused before the build", () => {
	const epoch = { SOURCE_DATE_EPOCH: "1700000000" };
	test.each([
		[plan(["raw", "vmdk"]), /the format vmdk is never the same twice/],
		[plan(["raw"], { rootFsType: "xfs" }), /type xfs is never the same twice/],
		[plan(["qcow2"], { config: [{ mkfs: { type: "btrfs" } }] }), /type btrfs/],
		[plan(["qcow2"], { usesLvm: true }), /Logical volumes/],
	])("%#", (one, message) => {
		expect(() => assertReproducible(one, epoch)).toThrow(message);
	});

	test("a time that is none", () => {
		expect(() => assertReproducible(plan(["raw"]), { SOURCE_DATE_EPOCH: "today" })).toThrow(
			/SOURCE_DATE_EPOCH is 'today'/,
		);
	});

	test("an archive of a tree passes, whatever its disk would be", () => {
		assertReproducible(plan(["tar", "squashfs"], { rootFsType: "xfs", usesLvm: true }), epoch);
		assertReproducible(
			plan(["raw", "qcow2", "tgz", "docker", "ext4"], { config: [{ mkfs: { type: "vfat" } }] }),
			epoch,
		);
	});
});

test("where a host keeps what a build needs does not go into an image", () => {
	const argv = ["build", "vm", "--no-tmpfs", "--image-cache", "/cache", "--image-cache=/other", "-o", "x"];
	expect(withoutPlaceFlags(argv)).toEqual(["build", "vm", "-o", "x"]);
});
