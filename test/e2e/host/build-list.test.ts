import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hostState, until } from "../../support/host-state.js";
import { type Finished, runProgram } from "../../support/run-program.js";
import { openWorkshop } from "../../support/tiny-build.js";

const shop = openWorkshop();
const before = hostState([shop.temporary]);

/** An archive is the quickest output; `one` says what its environment held. */
const LIST = `
- imagename: one
  skip-base: true
  types: [tar]
  environment: {NOTE: "a b"}
  elements: [tiny-os, notes]
- imagename: broken
  skip-base: true
  types: [tar]
  elements: [tiny-os, fails]
- imagename: two
  skip-base: true
  types: [tar]
  elements: [tiny-os]
`;

beforeAll(() => {
	shop.element("notes/install.d/50-notes", '#!/bin/bash\nset -eu\necho "$NOTE" >/note\n');
	shop.element("fails/install.d/50-fails", "#!/bin/bash\nexit 7\n");
	shop.write("list.yaml", LIST);
	shop.write("more.yaml", "- imagename: two\n  elements: [notes]\n  environment: {NOTE: second}\n");
});
afterAll(() => {
	const after = hostState([shop.temporary]);
	shop.remove();
	expect(after).toEqual(before);
});

const builder = (...args: string[]): Promise<Finished> =>
	runProgram("diskimage-builder", args, { cwd: shop.folder, env: shop.env });
const note = (archive: string) =>
	execFileSync("tar", ["-xOf", join(shop.folder, archive), "./note"], { encoding: "utf8" });
const made = () => readdirSync(shop.folder).filter((name) => name.endsWith(".tar"));

test("--dry-run prints the commands, each followed by an empty line, and builds nothing", async () => {
	const { code, stdout, stderr } = await builder("--dry", "list.yaml", "more.yaml");
	expect(stderr).toBe(
		[
			"NOTE='a b' disk-image-create -o one -t tar -n tiny-os notes",
			"disk-image-create -o broken -t tar -n tiny-os fails",
			"NOTE=second disk-image-create -o two -t tar -n tiny-os notes",
			"",
		].join("\n\n"),
	);
	expect([code, stdout, made()]).toEqual([0, "", []]);
});

test("an image that fails does not stop the others; the end tells which one it was", async () => {
	const { code, stdout, stderr } = await builder("list.yaml", "more.yaml");
	expect(code).toBe(1);
	expect(made()).toEqual(["one.tar", "two.tar"]);
	expect([note("one.tar"), note("two.tar")]).toEqual(["a b\n", "second\n"]);
	expect(stdout.match(/Build completed successfully/g)).toHaveLength(2);
	expect(stderr.trimEnd().split("\n").at(-1)).toBe("error: 2 of 3 images built; failed: broken (status 7)");
	expect(stderr).not.toMatch(/Traceback|\n {4}at /);
});

test("--stop-on-failure stops there; diskwright build-list is the same", async () => {
	shop.write(
		"second.yaml",
		LIST.replace("imagename: one", "imagename: three").replace("imagename: two", "imagename: four"),
	);
	const { code, stderr } = await shop.diskwright(["build-list", "--stop-on-failure", "second.yaml"]);
	expect(code).toBe(1);
	expect(stderr).toContain("error: 1 of 3 images built, 1 not begun; failed: broken (status 7)");
	expect(made()).toContain("three.tar");
	expect(made()).not.toContain("four.tar");
});

test.each([
	["a missing file", ["nowhere.yaml"], "", 1, "The list of images cannot be read"],
	["an unknown key", ["bad.yaml"], "- imagename: x\n  element: [a]\n", 1, "bad.yaml:2:"],
	["an empty document", ["bad.yaml"], "", 1, "is a YAML list of maps"],
	["no YAML", ["bad.yaml"], "- [", 1, "not valid YAML"],
	["no file", [], "", 2, "name at least one FILE"],
	["an unknown option", ["--fast", "list.yaml"], "", 2, "unrecognized option '--fast'"],
])("%s is one paragraph, not a traceback", async (_, args, text, status, message) => {
	shop.write("bad.yaml", text);
	const { code, stderr } = await builder(...args);
	expect(code).toBe(status);
	expect(stderr).toContain(message);
	expect(stderr).not.toMatch(/\n {4}at /);
});

test("an unknown element fails its image only, with the words of disk-image-create", async () => {
	shop.write("unknown.yaml", "- imagename: x\n  skip-base: true\n  elements: [tiny-oss]\n");
	const { code, stderr } = await builder("unknown.yaml");
	expect(code).toBe(1);
	expect(stderr).toContain("Element 'tiny-oss' not found");
	expect(stderr).toContain("error: 0 of 1 images built; failed: x (status 1)");
});

test("INT cancels the image that is being built, and the images after it are not begun", async () => {
	shop.write(
		"slow.yaml",
		LIST.replaceAll("elements: [tiny-os", "elements: [tiny-os, hang").replaceAll("imagename: ", "imagename: slow-"),
	);
	const env = { ...shop.env, TEST_HANG_IN: "install" };
	const program = join(import.meta.dirname, "../../../dist/bin/diskimage-builder.js");
	const child = spawn(process.execPath, [program, "slow.yaml"], {
		cwd: shop.folder,
		env,
		stdio: ["ignore", "pipe", "pipe"],
	});
	const said = { stdout: "", stderr: "" };
	for (const name of ["stdout", "stderr"] as const) child[name].on("data", (text) => (said[name] += text));
	const ended = once(child, "close");
	await until("the hook", 60_000, () => said.stdout.includes("hanging in install"));
	child.kill("SIGINT");
	expect((await ended)[0]).toBe(130);
	expect(said.stderr.match(/disk-image-create -o/g)).toHaveLength(1);
	expect(made().filter((name) => name.startsWith("slow"))).toEqual([]);
});

test("a list without images does nothing", async () => {
	shop.write("none.yaml", "[]\n");
	expect(await builder("none.yaml")).toMatchObject({ code: 0, stdout: "", stderr: "" });
	expect(readFileSync(join(shop.folder, "list.yaml"), "utf8")).toBe(LIST);
});
