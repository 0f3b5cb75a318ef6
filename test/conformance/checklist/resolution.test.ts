import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readCatalogue } from "../../../src/catalogue/read-catalogue.js";
import { prepareRequest, requestFor } from "../../../src/core/resolve/prepare.js";
import { resolve } from "../../../src/core/resolve/resolve.js";
import { catalogueOf } from "../../support/catalogue.js";
import { type ElementSpec, makeElements, temporaryFolder } from "../../support/elements.js";
import { runProgram } from "../../support/run-program.js";

const os: ElementSpec = { provides: ["operating-system"] };

/** Names that a request resolves to among made-up elements. */
async function selected(elements: Record<string, ElementSpec>, ...request: string[]): Promise<string[]> {
	const { selected: found } = resolve(requestFor(...request), await catalogueOf({ os, ...elements }));
	return found.map(({ name }) => name);
}

/** `disk-image-create` in an empty folder that is its home and temporary folder as well; what it left there. */
async function create(elementsPath: string, ...args: string[]) {
	const folder = temporaryFolder();
	const env = { PATH: process.env.PATH, HOME: folder, TMPDIR: folder, ELEMENTS_PATH: elementsPath };
	const ended = await runProgram("disk-image-create", ["-t", "raw", ...args], { cwd: folder, env });
	return { code: ended.code, said: ended.stdout + ended.stderr, left: readdirSync(folder) };
}

test("15.19 earlier ELEMENTS_PATH entries win, with a warning naming both paths; built-ins are last", async () => {
	const root = temporaryFolder();
	const first = makeElements(join(root, "first"), { os, same: { files: { "root.d/10-x": "#!/bin/sh\nexit 9\n" } } });
	const second = makeElements(join(root, "second"), { same: {}, base: {} });
	const { said } = await create(`${first}:${second}`, "os", "same");
	expect(said).toContain(`WARNING: Element ${first}/same overrides ${second}/same\n`);
	expect(said).toMatch(new RegExp(`Element ${second}/base overrides /.*/elements/base\n`));
	expect(said).toContain(`${first}/same/root.d/10-x`);
});

test("15.20 a missing path entry or an empty component is an error", async () => {
	const folder = makeElements(join(temporaryFolder(), "elements"), { os });
	const missing = await create(`/no/such/folder:${folder}`, "os");
	expect(missing).toMatchObject({ code: 1, left: [] });
	expect(missing.said).toContain("ELEMENTS_PATH entry '/no/such/folder' is not a directory");
	for (const path of [`${folder}:`, `:${folder}`, `${folder}::${folder}`]) {
		const empty = await create(path, "os");
		expect(empty, path).toMatchObject({ code: 1, left: [] });
		expect(empty.said, path).toContain("ELEMENTS_PATH has an empty component");
	}
});

test("15.21 element-deps lines are trimmed, blank lines ignored, no comments", async () => {
	const lines = ["  a\t", "", "   ", "b"];
	expect(await selected({ top: { deps: lines }, a: {}, b: {} }, "os", "top")).toEqual(["a", "b", "os", "top"]);
	await expect(selected({ top: { deps: ["# a"] } }, "os", "top")).rejects.toThrow("Element '# a' not found");
	await expect(selected({ top: { deps: ["a b"] }, a: {}, b: {} }, "os", "top")).rejects.toThrow("Element 'a b'");
});

test("15.22 dependencies are transitive; cycles terminate", async () => {
	const circle = { a: { deps: ["b"] }, b: { deps: ["c"] }, c: { deps: ["a", "c"] } };
	expect(await selected(circle, "os", "a")).toEqual(["a", "b", "c", "os"]);
});

test("15.23 a provided name is removed from the result; a requested one is an error naming the provider", async () => {
	const elements = { top: { deps: ["loader"] }, loader: {}, other: { provides: ["loader"] } };
	expect(await selected(elements, "os", "other", "top")).toEqual(["os", "other", "top"]);
	await expect(selected(elements, "os", "other", "loader")).rejects.toThrow("loader: already provided by other");
});

test("15.24 two providers of one name are an error", async () => {
	const elements = { left: { provides: ["loader"] }, right: { provides: ["loader"] } };
	await expect(selected(elements, "os", "left", "right")).rejects.toThrow("loader: already provided by left");
	await expect(selected({ second: os }, "os", "second")).rejects.toThrow("operating-system: already provided by os");
});

test("15.25 no provider of operating-system: Please include an operating system element", async () => {
	await expect(selected({ a: {} }, "a")).rejects.toThrow("Please include an operating system element");
});

test("15.26 vm without block-device element gets mbr, or efi on arm64", async () => {
	const names = (architecture: string, ...elements: string[]) =>
		prepareRequest({ elements, architecture, skipBase: true }).names;
	expect(names("amd64", "vm", "os")).toEqual(["vm", "os", "block-device-mbr"]);
	expect(names("arm64", "vm", "os")).toEqual(["vm", "os", "block-device-efi"]);
	expect(names("aarch64", "vm", "os")).toEqual(["vm", "os", "block-device-efi"]);
	expect(names("amd64", "vm", "block-device-gpt", "os")).toEqual(["vm", "block-device-gpt", "os"]);
	expect(names("arm64", "os")).toEqual(["os"]);
	const builtIn = await readCatalogue([join(import.meta.dirname, "../../../elements")], "/");
	for (const architecture of ["amd64", "arm64"]) {
		const request = prepareRequest({ elements: ["vm", "debian-minimal"], architecture, skipBase: false });
		expect(() => resolve(request, builtIn), architecture).not.toThrow();
	}
});

test("15.27 an unknown element is said before any temporary directory exists", async () => {
	const folder = makeElements(join(temporaryFolder(), "elements"), { os });
	const { code, said, left } = await create(folder, "os", "no-such-element");
	expect([code, left]).toEqual([1, []]);
	expect(said).toContain("Element 'no-such-element' not found");
});
