import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { bootCommand } from "../../src/cli/commands/boot.js";
import { processesNaming, until } from "../support/host-state.js";
import { tinyDisk, tinyKernel } from "./tiny-disk.js";

const hasQemu = (process.env.PATH ?? "").split(delimiter).some((dir) => existsSync(join(dir, "qemu-system-x86_64")));
const disk = tinyDisk("hello\r\nhost login: ");
const folder = mkdtempSync(join(tmpdir(), "boot-command-"));
afterAll(() => {
	disk.remove();
	rmSync(folder, { recursive: true });
});

/** How to run the command in a process of its own, as `diskwright boot` does. */
function command(...args: string[]) {
	const file = JSON.stringify(join(import.meta.dirname, "../../src/cli/commands/boot.ts"));
	const script = `import { bootCommand } from ${file}; await bootCommand().parseAsync(process.argv.slice(1), { from: "user" });`;
	const tsx = import.meta.resolve("tsx");
	const argv = ["--import", tsx, "--input-type=module", "--eval", script, "--", ...args];
	return [process.execPath, argv, { env: { ...process.env, XDG_CACHE_HOME: folder } }] as const;
}

function boot(...args: string[]) {
	const [program, argv, options] = command(...args);
	return spawnSync(program, argv, { ...options, encoding: "utf8" });
}

describe.skipIf(!hasQemu)("diskwright boot", () => {
	it("shows the console and ends with 0 at the prompt", () => {
		const result = boot("--no-kvm", disk.path);
		expect(result.stdout).toBe("hello\nhost login: \n");
		expect(result.stderr).toMatch(/^booted \(amd64, BIOS, TCG\): The console showed/m);
		expect(result.status).toBe(0);
	}, 60_000);

	it("ends with 4 when the text does not come", () => {
		const result = boot("--no-kvm", "--timeout", "3", "--until", "welcome to .* login", disk.path);
		expect(result.stderr).toContain("did not boot");
		expect(result.status).toBe(4);
	}, 60_000);

	it("leaves nothing behind when it is killed", async () => {
		const temporary = join(folder, "temporary");
		mkdirSync(temporary);
		const [program, args, options] = command("--no-kvm", "--firmware", "efi", "--until", "never shown", disk.path);
		const env = { ...options.env, TMPDIR: temporary };
		const killed = spawn(program, args, { env, stdio: ["ignore", "pipe", "ignore"] });
		await once(killed.stdout, "data");
		killed.kill("SIGKILL");
		await once(killed, "exit");
		await until("the machine to end", 10_000, () => processesNaming(`XDG_CACHE_HOME=${folder}`).length === 0);
		expect(readdirSync(temporary).filter((name) => !name.startsWith("tsx-"))).toEqual([]);
	}, 60_000);

	it("boots a kernel with the initramfs beside it until the prompt of a shell, and reads neither as a disk", () => {
		writeFileSync(join(folder, "x.kernel"), tinyKernel("rescue\r\nbash-5.2# "));
		writeFileSync(join(folder, "x.initramfs"), "ramdisk");
		for (const name of ["x.kernel", "x.initramfs"]) {
			const result = boot("--no-kvm", "--timeout", "30", join(folder, name));
			expect(result.stdout).toBe("rescue\nbash-5.2# \n");
			expect(result.status).toBe(0);
		}
		const alone = boot("--no-kvm", join(folder, "x.kernel"), "--initramfs", join(folder, "none"));
		expect(alone.status).not.toBe(0);
		expect(alone.stderr).toContain("none, which is not there");
	}, 60_000);

	it("prints the result as JSON alone", () => {
		const result = boot("--no-kvm", "--json", disk.path);
		expect(JSON.parse(result.stdout)).toMatchObject({ matched: true, accelerator: "tcg", firmware: "bios" });
		expect(result.stderr).toContain("host login: ");
	}, 60_000);
});

describe("diskwright boot refuses", () => {
	it.each([
		["a time that is not a number", ["--timeout", "soon", disk.path], "bad-number"],
		["no memory", ["--memory", "0", disk.path], "bad-number"],
		["a missing image", [join(folder, "none.qcow2")], "image-not-found"],
		["a broken pattern", ["--until", "[", disk.path], "bad-pattern"],
		["an architecture without a machine", ["--arch", "s390x", disk.path], "no-machine"],
		["a BIOS that arm64 does not have", ["--arch", "aarch64", "--firmware", "bios", disk.path], "no-firmware"],
	])("%s", async (_name, args, code) => {
		await expect(bootCommand().parseAsync(args, { from: "user" })).rejects.toMatchObject({ code, exitCode: 2 });
	});
});
