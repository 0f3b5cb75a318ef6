import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { CliContext } from "../../../src/cli/entry/context.js";
import { profileService } from "../../../src/cli/services/profiles.js";
import { temporaryFolder } from "../../support/elements.js";

const packageRoot = resolve(import.meta.dirname, "../../..");

function open() {
	const cwd = temporaryFolder();
	const saved = join(cwd, "config/diskwright/profiles");
	mkdirSync(saved, { recursive: true });
	const env = { HOME: cwd, XDG_CONFIG_HOME: join(cwd, "config"), XDG_STATE_HOME: join(cwd, "state") };
	const write = (name: string, text: string) => writeFileSync(join(saved, `${name}.yaml`), text);
	return { cwd, saved, write, service: profileService({ env, cwd, packageRoot } as unknown as CliContext) };
}

describe("profiles for the screens", () => {
	test("a preview says what saving writes, and writes nothing", async () => {
		const { service, saved } = open();
		const request = { name: "web", profile: { version: 1 as const, elements: ["vm"] } };
		const preview = await service.preview(request);
		expect(preview).toMatchObject({ file: join(saved, "web.yaml"), replaces: false, notes: [] });
		expect(existsSync(preview.file)).toBe(false);
		await service.save(request);
		expect(readFileSync(preview.file, "utf8")).toBe(preview.text);
		expect(await service.preview(request)).toMatchObject({ replaces: true });
	});

	test("what another program wrote meanwhile is not lost", async () => {
		const { service, write } = open();
		write("web", "version: 1\nelements: [vm]\n");
		const { profile, fingerprint = "", file } = await service.open("web");
		write("web", "version: 1\nelements: [theirs]\n");
		const request = { name: "web", profile, fingerprint, from: file };
		await expect(service.save(request)).rejects.toMatchObject({ code: "profile-changed" });
		expect((await service.open("web")).profile.elements).toEqual(["theirs"]);
		const { saved } = await service.save({ ...request, overwrite: true });
		expect(saved.profile.elements).toEqual(["vm"]);
		expect(saved.fingerprint).not.toBe(fingerprint);
	});

	test("secrets are refused, by name or because an element says so", async () => {
		const { service } = open();
		const request = { name: "web", profile: { version: 1 as const, variables: { DIB_SPECIAL: "x" } } };
		await expect(service.preview({ ...request, secretVariables: ["DIB_SPECIAL"] })).rejects.toMatchObject({
			code: "secret-in-profile",
			next: expect.arrayContaining([expect.stringContaining("from-env")]),
		});
		await expect(service.preview(request)).resolves.toMatchObject({ replaces: false });
	});

	test("broken ones are listed with the reason", async () => {
		const { service, write } = open();
		write("broken", "version: 1\nelemnts: [vm]\n");
		const broken = (await service.list()).find(({ name }) => name === "broken");
		expect(broken).toMatchObject({ kind: "saved", problem: { code: "unknown-key", place: { line: 2 } } });
		expect(broken).not.toHaveProperty("profile");
	});

	test("what is exported can be imported: as a pasted command of several lines, a script, a list", async () => {
		const { service, cwd, write } = open();
		write("web", "version: 1\nelements: [vm, debian-minimal]\nrelease: bookworm\npackages: [htop]\n");
		const { command, list } = await service.export("web");
		const script = await service.writeFile("web.sh", command);
		expect(script).toBe(join(cwd, "web.sh"));
		await expect(service.writeFile("web.sh", "lost")).rejects.toMatchObject({ code: "file-exists" });
		const images = await service.writeFile("images.yaml", list);
		const pasted = command.replace(" -o ", " \\ -o ");
		for (const source of [command, pasted, "web.sh", script, images]) {
			const { profiles } = await service.import(source);
			expect(profiles).toHaveLength(1);
			expect(profiles[0]).toMatchObject({ kind: "imported", profile: { packages: ["htop"] } });
			expect(profiles[0]?.profile.elements).toEqual(expect.arrayContaining(["vm", "debian-minimal"]));
		}
	});

	test("a profile's own file is imported as it is; anything else is refused", async () => {
		const { service, cwd } = open();
		writeFileSync(join(cwd, "mine.yaml"), "version: 1\nelements: [vm]\n");
		expect((await service.import("mine.yaml")).profiles[0]).toMatchObject({ name: "mine", kind: "path" });
		await expect(service.import("nonsense")).rejects.toMatchObject({ code: "nothing-to-import" });
		await expect(service.import("")).rejects.toMatchObject({ code: "nothing-to-import" });
	});
});
