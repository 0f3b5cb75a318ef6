import { describe, expect, test } from "vitest";
import { parseDibArguments } from "../../../src/core/dib/parse-arguments.js";
import { prepareRequest } from "../../../src/core/resolve/prepare.js";
import { golden, hasGolden } from "../../support/golden.js";

interface Case {
	readonly id: string;
	readonly args: string[];
	readonly arch: string;
	readonly skip_base: boolean;
	readonly ramdisk: boolean;
	readonly ramdisk_element: string | null;
	readonly resolver_args: string[];
}

describe.skipIf(!hasGolden)("from command line to resolver, as DIB does it", () => {
	test.each(hasGolden ? golden<Case[]>("resolve/cli.json").map((one) => [one.id, one] as const) : [])(
		"%s",
		(_id, one) => {
			const program = one.ramdisk ? "ramdisk-image-create" : "disk-image-create";
			const element = one.ramdisk_element ? ["--ramdisk-element", one.ramdisk_element] : [];
			const argv = [...(one.skip_base ? ["-n"] : []), "-a", one.arch, ...element, "--", ...one.args];
			const request = parseDibArguments(program, argv, {}, "/");
			if (request.kind !== "build") throw new Error(JSON.stringify(request));
			const { elements, skipBase, architecture = "", ramdiskElement } = request.options;
			const options = { elements, skipBase, architecture, ...(ramdiskElement ? { ramdiskElement } : {}) };
			expect(prepareRequest(options).names).toEqual(one.resolver_args);
		},
	);
});
