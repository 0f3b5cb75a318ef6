import { describe, expect, test } from "vitest";
import type { BuildOrder } from "../../../src/core/planning/plan.js";
import { engineEnvironment } from "../../../src/engine/hooks/engine-environment.js";
import { enginePath } from "../../../src/engine/hooks/environment.js";
import type { WorkDirectory } from "../../../src/engine/work/work-directory.js";

const element = (name: string) => ({
	name,
	path: `/e/${name}`,
	collection: "/e",
	deps: [],
	provides: [],
	files: {},
	dirs: {},
});

/** What hooks see of a build with these settings and this environment. */
function seen(settings: { tmpfs?: boolean; offline?: boolean }, environment: Record<string, string> = {}) {
	const disk = { rootLabel: "root", rootFsType: "ext4", bootLabel: "", mountPoints: ["/"] };
	const plan = { settings: { checksums: [], tmpfs: true, offline: false, ...settings }, disk, elementsPath: ["/e"] };
	const order = { plan, elements: [element("on"), element("os")], environment, secrets: [], packageRoot: "/pkg" };
	return engineEnvironment(order as unknown as BuildOrder, { build: "/b" } as WorkDirectory);
}

describe("hooks see", () => {
	test("names that YAML would take for something else in quotes", () => {
		expect(seen({}).IMAGE_ELEMENT_YAML).toBe("'on': /e/on\nos: /e/os\n");
	});

	test("the caller's own words where they mean the same", () => {
		const words = { DIB_OFFLINE: "yes", DIB_NO_TMPFS: "true", IMAGE_TYPE: "raw" };
		expect(seen({ tmpfs: false, offline: true }, words)).toMatchObject(words);
		const empty = { DIB_OFFLINE: "", DIB_NO_TMPFS: "", IMAGE_TYPE: "" };
		const defaults = { DIB_OFFLINE: "1", DIB_NO_TMPFS: "1", IMAGE_TYPE: "qcow2" };
		expect(seen({ tmpfs: false, offline: true }, empty)).toMatchObject(defaults);
		expect(seen({}, words)).toMatchObject({ DIB_OFFLINE: "", DIB_NO_TMPFS: "0" });
	});
});

test.each([
	["/usr/bin:/bin", "/usr/bin:/bin:/sbin:/usr/sbin:/usr/local/sbin"],
	["/usr/sbin:/usr/bin:/sbin/", "/usr/sbin:/usr/bin:/sbin/:/usr/local/sbin"],
])("PATH %s becomes %s, behind the shims", (path, expected) => {
	expect(enginePath(path, "/shims")).toBe(`/shims:${expected}`);
});
