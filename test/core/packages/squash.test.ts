import { describe, expect, test } from "vitest";
import { squashPackages } from "../../../src/core/packages/squash.js";

const ENV = { ARCH: "amd64", A: "1" };
const merge = (text: string) => squashPackages([{ element: "e", file: "e/package-installs.yaml", text }], ENV);
const installed = (text: string) => (merge(text)["install.d"]?.install ?? []).map(([name]) => name);

describe("filters of package lists (contract §12.1)", () => {
	test("a key without a value filters nothing", () => {
		expect(installed("a: { installtype: ~ }\nb: { arch: ~, not-arch: }\nc: { when: }\n")).toEqual(["a", "b", "c"]);
		expect(installed("a: { dib_python_version: '' }\nb: { arch: amd64, not-arch: '' }\n")).toEqual(["a", "b"]);
	});

	test("architectures are text", () => {
		expect(() => merge("a: { arch: [amd64, arm64] }\n")).toThrow("the architectures of a are not text");
		expect(() => merge("a: { arch: '' }\n")).toThrow("the architectures of a are not text");
	});

	test("a wrong condition is an error after one that does not hold, too", () => {
		expect(() => merge('a: { when: ["A = 2", "B = 1"] }\n')).toThrow("The variable <B> is not set");
		expect(() => merge('a: { when: ["A = 2", "nonsense"] }\n')).toThrow("Malformed when line: <nonsense>");
		expect(() => merge("a: { when: true }\n")).toThrow("a condition of a is not text");
	});

	test("an entry that asks for nothing is still checked", () => {
		expect(() => merge("a: [{}, { uninstall: true, when: B = 1 }]\n")).toThrow("The variable <B> is not set");
	});
});
