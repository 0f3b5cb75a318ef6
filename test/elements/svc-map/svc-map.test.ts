import { expect, it } from "vitest";
import { canChroot, hookRoot } from "../hook-root.js";

it.skipIf(!canChroot)("svc-map without a map in the image gives names back", () => {
	const root = hookRoot();
	root.run("svc-map/bin/svc-map");
	expect(root.shell("/element/bin/svc-map no-such-service other")).toMatchObject({
		status: 0,
		output: "no-such-service\nother\n",
	});
});
