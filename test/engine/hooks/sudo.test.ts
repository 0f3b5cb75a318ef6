import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { REMOVED_BY_SUDO } from "../../../src/engine/hooks/environment.js";

test("the stand-in for sudo removes the variables that hooks inside the image do not see either", () => {
	const text = readFileSync("src/engine/hook-library/shims/sudo", "utf8");
	const [, list = ""] = /case \$entry in\n(.*?)\n *USER=\*/s.exec(text) ?? [];
	const patterns = list.match(/[A-Z_a-z0-9]+=?\*/g) ?? [];
	const wanted = [
		...REMOVED_BY_SUDO.names.map((name) => `${name}=*`),
		...REMOVED_BY_SUDO.prefixes.map((one) => `${one}*`),
	];
	expect(patterns.toSorted()).toEqual(wanted.toSorted());
});
