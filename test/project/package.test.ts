import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
let folder: string;

beforeAll(() => {
	folder = mkdtempSync("/tmp/package-");
	execFileSync("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], {
		cwd: root,
		stdio: ["ignore", "ignore", "inherit"],
	});
	const [archive = ""] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
	// Nothing is fetched: the bundle brings all it needs.
	execFileSync("npm", ["install", "-g", "--offline", "--prefix", join(folder, "prefix"), join(folder, archive)], {
		cwd: folder,
		stdio: ["ignore", "ignore", "inherit"],
	});
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(program: string, ...args: string[]): string {
	return execFileSync(join(folder, "prefix/bin", program), args, { cwd: "/", encoding: "utf8" });
}

test("installed under its own prefix, every program runs from any directory", () => {
	expect(run("diskwright", "--version")).toMatch(/^\d+\.\d+\.\d+/);
	expect(run("disk-image-create", "--version")).toMatch(/\d+\.\d+\.\d+/);
	expect(run("ramdisk-image-create", "--help")).toContain("ramdisk-image-create");
});

test("it finds its own elements and profiles there", () => {
	expect(run("diskwright", "plan", "debian-vm")).toContain("debian-minimal");
});

test("it brings the library by which layers see what hooks read", () => {
	const findings = JSON.parse(run("diskwright", "doctor", "--json")) as {
		name: string;
		state: string;
		detail: string;
	}[];
	expect(findings.find(({ name }) => name === "fanotify")?.detail).not.toContain("koffi");
}, 60_000);

test("it brings its licence, those of what is bundled, and its manual pages", () => {
	const inside = (file: string) => readFileSync(join(folder, "prefix/lib/node_modules/diskwright", file), "utf8");
	expect(inside("LICENSE")).toContain("Apache License");
	const notices = inside("dist/THIRD-PARTY-NOTICES");
	for (const name of ["ink", "react", "commander", "execa", "yaml", "zod"])
		expect(notices).toMatch(new RegExp(`^${name} [\\d.]+ \\(`, "m"));
	expect(notices).toContain("Permission is hereby granted");
	expect(readdirSync(join(folder, "prefix/share/man/man1"))).toContain("diskwright.1");
});
