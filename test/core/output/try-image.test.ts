import { expect, test } from "vitest";
import { reachCommand, runCommand } from "../../../src/core/output/try-image.js";
import type { Plan } from "../../../src/core/planning/plan.js";

const plan = (architecture: string) => ({ architecture, disk: {} }) as Plan;
const artifacts = (format: string) => [{ path: `/i/a,b.${format}`, format }];

test.each([
	["amd64", "qcow2", ["qemu-system-x86_64", "q35,accel=kvm:tcg", "if=virtio,format=qcow2,file=/i/a,,b.qcow2"]],
	["i386", "raw", ["qemu-system-x86_64", "q35", "if=virtio,format=raw,file=/i/a,,b.raw"]],
	["amd64", "vhd", ["qemu-system-x86_64", "if=virtio,format=vpc,file=/i/a,,b.vhd"]],
	["arm64", "qcow2", ["if=pflash,unit=0,format=raw,readonly=on,file=/usr/share/AAVMF/AAVMF_CODE.fd"]],
])(
	"%s, %s: the command starts it without writing to it, its sshd at a port of this host",
	(architecture, format, words) => {
		const command = runCommand(plan(architecture), artifacts(format));
		expect(command).toEqual(expect.arrayContaining([...words, "-snapshot", "-nographic"]));
		expect(command?.at(-1)).toBe("user,model=virtio-net-pci,hostfwd=tcp:127.0.0.1:2222-:22");
	},
);

test("there is none without a disk, nor for what no machine boots", () => {
	expect(runCommand(plan("amd64"), artifacts("tgz"))).toBeUndefined();
	expect(runCommand(plan("s390x"), artifacts("qcow2"))).toBeUndefined();
});

test("it is reached where there are a user and an sshd", () => {
	const made = (names: string[], packages: string[] = [], environment: Plan["environment"] = []) =>
		reachCommand({
			...plan("amd64"),
			...{
				resolution: { selected: names.map((name) => ({ name })) },
				settings: { extraPackages: packages },
				environment,
			},
		} as unknown as Plan);
	expect(made(["devuser", "openssh-server"])).toMatch(/^ssh -p 2222 .* devuser@127\.0\.0\.1$/);
	expect(made(["devuser"], ["openssh-server"])).toBeDefined();
	expect(made(["devuser"])).toBeUndefined();
	expect(made(["openssh-server"])).toBeUndefined();
});
