import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { bootImage } from "../../src/boot/boot-image.js";
import { findFirmware } from "../../src/boot/firmware.js";
import { EXIT } from "../../src/core/errors.js";
import { type BootMachine, bootMachine } from "../../src/core/host/boot-machine.js";
import { temporaryFolder } from "../support/elements.js";
import { tinyDisk } from "./tiny-disk.js";

const hasQemu = (process.env.PATH ?? "").split(delimiter).some((dir) => existsSync(join(dir, "qemu-system-x86_64")));
if (!hasQemu) console.warn("qemu-system-x86_64 is not installed: the boot tests are skipped");

const disks = {
	login: tinyDisk("starting\r\n\x1b[2J\x1b[1;1H\x1b[31mhost\x1b[0m login: "),
	silent: tinyDisk(""),
	panic: tinyDisk("[    6.1] Kernel panic - not syncing: VFS: Unable to mount root fs\r\n"),
	kernel: tinyDisk("[    0.000000] Linux version 6.1\r\n[    1.000000] panic\r\n"),
	reset: tinyDisk("bye\r\n", { reset: true }),
};
afterAll(() => {
	for (const disk of Object.values(disks)) disk.remove();
});

const hash = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");
const running = (path: string) =>
	readdirSync("/proc").filter((pid) => {
		if (!/^\d+$/.test(pid)) return false;
		try {
			return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(path.replaceAll(",", ",,"));
		} catch {
			return false;
		}
	});

describe.skipIf(!hasQemu)("bootImage", () => {
	it("ends at the prompt, passes clean text on and does not change the image", async () => {
		const before = hash(disks.login.path);
		let seen = "";
		const result = await bootImage({
			image: disks.login.path,
			kvm: false,
			timeoutSeconds: 60,
			onOutput: (text) => {
				seen += text;
			},
		});
		expect(result).toMatchObject({ matched: true, accelerator: "tcg", firmware: "bios" });
		expect(result.lastLines).toEqual(["starting", "host login: "]);
		expect(seen).toContain("host login: ");
		expect(seen).not.toContain("\x1b");
		expect(result.exitCode).toBeUndefined();
		expect(hash(disks.login.path)).toBe(before);
		expect(running(disks.login.path)).toEqual([]);
	}, 90_000);

	it("starts EFI without a change to the firmware's template of variables", async () => {
		const templates = ["/usr/share/OVMF/OVMF_VARS_4M.fd", "/usr/share/OVMF/OVMF_VARS.fd"].filter(existsSync);
		const before = templates.map(hash);
		const until = /BdsDxe/;
		const result = await bootImage({ image: disks.login.path, firmware: "efi", until, kvm: false, timeoutSeconds: 90 });
		expect(result).toMatchObject({ matched: true, firmware: "efi" });
		expect(templates.map(hash)).toEqual(before);
	}, 120_000);

	it("reads qcow2", async () => {
		const folder = mkdtempSync(join(tmpdir(), "tiny-qcow2-"));
		try {
			const image = join(folder, "tiny.qcow2");
			execFileSync("qemu-img", ["convert", "-O", "qcow2", disks.login.path, image]);
			const before = hash(image);
			expect(await bootImage({ image, kvm: false, timeoutSeconds: 60 })).toMatchObject({ matched: true });
			expect(hash(image)).toBe(before);
		} finally {
			rmSync(folder, { recursive: true });
		}
	}, 90_000);

	it("gives up in time and says what was seen", async () => {
		const result = await bootImage({
			image: disks.login.path,
			until: /never shown/,
			kvm: false,
			timeoutSeconds: 6,
		});
		expect(result.matched).toBe(false);
		expect(result.reason).toContain("did not show");
		expect(result.lastLines.at(-1)).toBe("host login: ");
		expect(result.seconds).toBeLessThan(9);
		expect(running(disks.login.path)).toEqual([]);
	}, 30_000);

	it("ends at once when the kernel panics, and says why", async () => {
		const result = await bootImage({ image: disks.panic.path, kvm: false, timeoutSeconds: 60 });
		expect(result.matched).toBe(false);
		expect(result.reason).toContain("Kernel panic - not syncing: VFS: Unable to mount root fs");
		expect(result.seconds).toBeLessThan(30);
		expect(running(disks.panic.path)).toEqual([]);
	}, 60_000);

	it("says so when nothing was printed at all", async () => {
		const result = await bootImage({ image: disks.silent.path, kvm: false, timeoutSeconds: 3 });
		expect(result).toMatchObject({ matched: false, lastLines: [] });
		expect(result.reason).toContain("nothing at all");
	}, 30_000);

	it("tells a machine that stopped from one that is slow", async () => {
		const result = await bootImage({ image: disks.reset.path, kvm: false, timeoutSeconds: 60 });
		expect(result).toMatchObject({ matched: false, exitCode: 0 });
		expect(result.reason).toContain("switched itself off");
	}, 90_000);

	it("ends the machine when it is cancelled", async () => {
		const cancel = new AbortController();
		const reason = new Error("enough");
		setTimeout(() => cancel.abort(reason), 1500);
		await expect(
			bootImage({ image: disks.silent.path, kvm: false, timeoutSeconds: 60, signal: cancel.signal }),
		).rejects.toBe(reason);
		expect(running(disks.silent.path)).toEqual([]);
	}, 30_000);

	it("leaves no machine behind when its own process is killed", async () => {
		const script = `import { bootImage } from ${JSON.stringify(join(import.meta.dirname, "../../src/boot/boot-image.ts"))};
await bootImage({ image: ${JSON.stringify(disks.silent.path)}, kvm: false, timeoutSeconds: 60 });`;
		const folder = mkdtempSync(join(tmpdir(), "boot-kill-"));
		try {
			writeFileSync(join(folder, "run.mts"), script);
			const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), join(folder, "run.mts")], {
				stdio: "ignore",
			});
			await expect.poll(() => running(disks.silent.path).length, { timeout: 20_000 }).toBe(1);
			child.kill("SIGKILL");
			await expect.poll(() => running(disks.silent.path).length, { timeout: 5_000 }).toBe(0);
		} finally {
			rmSync(folder, { recursive: true });
		}
	}, 60_000);

	it.skipIf(!existsSync("/dev/kvm"))(
		"goes on under TCG when no kernel prints under KVM, and learns only from proof",
		async () => {
			const cacheDir = mkdtempSync(join(tmpdir(), "boot-cache-"));
			try {
				const notes: string[] = [];
				const result = await bootImage({
					image: disks.silent.path,
					timeoutSeconds: 20,
					cacheDir,
					onNote: (text) => notes.push(text),
				});
				expect(result).toMatchObject({ matched: false, accelerator: "tcg" });
				expect(notes).toHaveLength(1);
				// An image without a serial console proves nothing about the host.
				expect(readdirSync(cacheDir)).toEqual([]);
				await bootImage({ image: disks.kernel.path, until: "panic", timeoutSeconds: 30, cacheDir });
				const [proof = ""] = readdirSync(cacheDir);
				expect(JSON.parse(readFileSync(join(cacheDir, proof), "utf8"))).toHaveProperty("works");
			} finally {
				rmSync(cacheDir, { recursive: true });
			}
		},
		90_000,
	);
});

describe("bootImage refuses", () => {
	const folder = mkdtempSync(join(tmpdir(), "boot-bad-"));
	writeFileSync(join(folder, "text.raw"), "not a disk\n".repeat(100));
	writeFileSync(join(folder, "broken.qcow2"), Buffer.concat([Buffer.from("QFI\xfb", "latin1"), Buffer.alloc(600, 7)]));
	afterAll(() => rmSync(folder, { recursive: true }));

	it.each([
		["a missing image", { image: join(folder, "none.raw") }, "image-not-found", EXIT.usage],
		["a folder", { image: folder }, "image-not-found", EXIT.usage],
		["a file without boot sector", { image: join(folder, "text.raw") }, "bad-image", EXIT.usage],
		["a damaged image", { image: join(folder, "broken.qcow2") }, "bad-image", EXIT.usage],
		["a broken pattern", { image: disks.login.path, until: "(" }, "bad-pattern", EXIT.usage],
	] as const)("%s", async (_name, options, code, exitCode) => {
		await expect(bootImage(options)).rejects.toMatchObject({ code, exitCode });
	});

	it("a host without the machine of another processor, with the cure", async () => {
		const path = process.env.PATH;
		process.env.PATH = temporaryFolder();
		symlinkSync("/usr/bin/qemu-img", join(process.env.PATH, "qemu-img"));
		try {
			await expect(bootImage({ image: disks.login.path, architecture: "aarch64" })).rejects.toMatchObject({
				code: "missing-tool",
				message: expect.stringContaining("qemu-system-aarch64"),
				next: expect.arrayContaining([expect.stringContaining("apt-get install qemu-system-arm")]),
			});
		} finally {
			process.env.PATH = path;
		}
	});

	it("a host without EFI firmware for it, with the cure, and names no BIOS where there is none", async () => {
		for (const [architecture, next] of [
			["arm64", [expect.stringContaining("apt-get install qemu-efi-aarch64")]],
			["amd64", [expect.stringContaining("apt-get install ovmf"), expect.stringContaining("--firmware bios")]],
		] as const) {
			const machine = bootMachine(architecture) as BootMachine;
			const bare = { ...machine, efi: { ...machine.efi, files: [] } };
			await expect(findFirmware("efi", bare)).rejects.toMatchObject({ code: "missing-tool", next });
		}
	});

	it("a host without QEMU, with the cure", async () => {
		const path = process.env.PATH;
		process.env.PATH = folder;
		try {
			await expect(bootImage({ image: disks.login.path })).rejects.toMatchObject({
				code: "missing-tool",
				exitCode: EXIT.host,
				next: expect.arrayContaining([expect.stringContaining("apt-get install qemu")]),
			});
		} finally {
			process.env.PATH = path;
		}
	});
});
