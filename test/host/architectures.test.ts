import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { probeArchitectures } from "../../src/host/architectures.js";
import { temporaryFolder } from "../support/elements.js";

/** A folder as the kernel shows it, with these registrations. */
function binfmt(registrations: Readonly<Record<string, string>> = {}): string {
	const folder = join(temporaryFolder(), "binfmt_misc");
	mkdirSync(folder);
	writeFileSync(join(folder, "register"), "");
	for (const [name, text] of Object.entries(registrations)) writeFileSync(join(folder, name), text);
	return folder;
}

const registration = (state: string, flags: string) =>
	`${state}\ninterpreter /usr/libexec/qemu-binfmt/aarch64-binfmt-P\nflags: ${flags}\noffset 0\nmagic 7f454c46\n`;

const probe = (host: string, folder: string, installed: readonly string[] = [], ownTable = false) => {
	const found = probeArchitectures({
		host,
		binfmt: folder,
		ownTable,
		isInstalled: (tool) => installed.includes(tool),
		manager: "apt",
	});
	return new Map(found.map((one) => [one.name, one]));
};

describe("architectures", () => {
	it("has the host's own first, native, by either of its names", () => {
		expect(probeArchitectures({ host: "x86_64", binfmt: binfmt() })[0]).toEqual({
			name: "amd64",
			how: "native",
			detail: "this host's own",
		});
		expect(probeArchitectures({ host: "loong64", binfmt: binfmt() })[0]).toMatchObject({
			name: "loong64",
			how: "native",
		});
	});

	it("runs i386 on amd64 without an emulator, but not amd64 on i386", () => {
		expect(probe("amd64", binfmt()).get("i386")).toMatchObject({ how: "native" });
		expect(probe("i386", binfmt()).get("amd64")).toMatchObject({ how: "unavailable" });
	});

	it.each([
		["registered with F", registration("enabled", "POCF"), [], "emulated", /slower/, undefined],
		["registered without F", registration("enabled", "OC"), [], "unavailable", /without the flag F/, /with F/],
		["switched off", registration("disabled", "F"), [], "unavailable", /switched off/, /echo 1 > .*qemu-aarch64/],
		["installed only", undefined, ["qemu-aarch64-static"], "unavailable", /not registered/, /systemd-binfmt/],
		["not there", undefined, [], "unavailable", /not installed/, /apt-get install qemu-user-static/],
	] as const)("arm64 when the emulator is %s", (_, text, installed, how, detail, cure) => {
		const found = probe("amd64", binfmt(text ? { "qemu-aarch64": text } : {}), installed).get("arm64");
		expect(found?.how).toBe(how);
		expect(found?.detail).toMatch(detail);
		if (cure) expect(found?.cure).toMatch(cure);
		else expect(found?.cure).toBeUndefined();
	});

	it("needs nothing of the host where a build can register the emulator for itself", () => {
		const installed = probe("amd64", "/nowhere", ["qemu-aarch64-static"], true);
		expect(installed.get("arm64")).toMatchObject({ how: "emulated", emulator: "qemu-aarch64-static" });
		expect(installed.get("arm64")?.cure).toBeUndefined();
		expect(installed.get("armhf")).toEqual({
			name: "armhf",
			how: "unavailable",
			detail: "qemu-arm-static is not installed",
			cure: "apt-get install -y --no-install-recommends qemu-user-static",
			emulator: "qemu-arm-static",
		});
	});

	it("leaves to the host what the host has registered", () => {
		const folder = binfmt({ "qemu-aarch64": registration("enabled", "POCF") });
		expect(probe("amd64", folder, ["qemu-aarch64-static"], true).get("arm64")).toEqual({
			name: "arm64",
			how: "emulated",
			detail: "through qemu-user, several times slower",
		});
		const useless = binfmt({ "qemu-aarch64": registration("enabled", "OC") });
		expect(probe("amd64", useless, ["qemu-aarch64-static"], true).get("arm64")?.emulator).toBe("qemu-aarch64-static");
	});

	it("says how to mount binfmt_misc where it is not", () => {
		const found = probe("amd64", join(temporaryFolder(), "nothing"));
		expect(found.get("s390x")).toMatchObject({ how: "unavailable", detail: expect.stringMatching(/not mounted/) });
		expect(found.get("s390x")?.cure).toMatch(/^mount -t binfmt_misc .*, then apt-get install/);
	});

	it("puts what can be built before what cannot", () => {
		const names = [...probe("amd64", binfmt({ "qemu-s390x": registration("enabled", "F") })).values()];
		expect(names.map(({ how }) => how)).toEqual([
			...["native", "native", "emulated"],
			...["unavailable", "unavailable", "unavailable", "unavailable"],
		]);
	});
});
