import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { bootCommand } from "../../src/cli/commands/boot.js";
import { tinyDisk } from "./tiny-disk.js";

const hasQemu = (process.env.PATH ?? "").split(delimiter).some((dir) => existsSync(join(dir, "qemu-system-x86_64")));
const disk = tinyDisk("hello\r\nhost login: ");
const folder = mkdtempSync(join(tmpdir(), "boot-command-"));
afterAll(() => {
	disk.remove();
	rmSync(folder, { recursive: true });
});

/** Runs the command in a process of its own, as `diskwright boot` does. */
function boot(...args: string[]) {
	const command = JSON.stringify(join(import.meta.dirname, "../../src/cli/commands/boot.ts"));
	const script = `import { bootCommand } from ${command}; await bootCommand().parseAsync(process.argv.slice(1), { from: "user" });`;
	const tsx = import.meta.resolve("tsx");
	return spawnSync(process.execPath, ["--import", tsx, "--input-type=module", "--eval", script, "--", ...args], {
		encoding: "utf8",
		env: { ...process.env, XDG_CACHE_HOME: folder },
	});
}

describe.skipIf(!hasQemu)("diskwright boot", () => {
	it("shows the console and ends with 0 at the prompt", () => {
		const result = boot("--no-kvm", disk.path);
		expect(result.stdout).toBe("hello\nhost login: \n");
		expect(result.stderr).toMatch(/^booted \(BIOS, TCG\): The console showed/m);
		expect(result.status).toBe(0);
	}, 60_000);

	it("ends with 4 when the text does not come", () => {
		const result = boot("--no-kvm", "--timeout", "3", "--until", "welcome to .* login", disk.path);
		expect(result.stderr).toContain("did not boot");
		expect(result.status).toBe(4);
	}, 60_000);

	it("prints the result as JSON alone", () => {
		const result = boot("--no-kvm", "--json", disk.path);
		expect(JSON.parse(result.stdout)).toMatchObject({ matched: true, accelerator: "tcg", firmware: "bios" });
		expect(result.stderr).toContain("host login: ");
	}, 60_000);
});

describe("diskwright boot refuses", () => {
	it.each([
		["a time that is no number", ["--timeout", "soon", disk.path], "bad-number"],
		["no memory", ["--memory", "0", disk.path], "bad-number"],
		["a missing image", [join(folder, "none.qcow2")], "image-not-found"],
		["a broken pattern", ["--until", "[", disk.path], "bad-pattern"],
	])("%s", async (_name, args, code) => {
		await expect(bootCommand().parseAsync(args, { from: "user" })).rejects.toMatchObject({ code, exitCode: 2 });
	});
});
