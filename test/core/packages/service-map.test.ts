import { expect, test } from "vitest";
import { mergeServiceMaps } from "../../../src/core/packages/service-map.js";

const merge = (text: string, distribution = "debian") =>
	mergeServiceMaps([{ element: "e", file: "e/svc-map", text }], distribution);

test("a service map that is a list is refused", () => {
	expect(() => merge("- ssh: { default: sshd }\n")).toThrow("a service map must map services to names");
});

test("a service whose names are not a map keeps its own, or is refused (contract §12.4)", () => {
	expect(merge("ssh: sshd\n")).toEqual({ ssh: "ssh" });
	expect(() => merge("ssh:\n")).toThrow("the names of the service ssh are not a map");
	expect(() => merge("ssh: [debian]\n")).toThrow("the names of the service ssh are not a map");
	expect(() => merge("ssh: debian-ssh\n")).toThrow("the names of the service ssh are not a map");
});

test("a distribution without a value is one that is named", () => {
	expect(merge("ssh: { debian: ~, default: sshd }\n")).toEqual({ ssh: null });
});
