import { expect, test } from "vitest";
import { clearedEnvironment } from "../../../src/core/dib/parse-arguments.js";
import { UserError } from "../../../src/core/errors.js";
import { optionsFromEnvironment, STEERING_VARIABLES } from "../../../src/core/settings/from-environment.js";

const kept = (program: "diskwright" | "disk-image-create", env: Record<string, string> = {}) =>
	optionsFromEnvironment(program, env, "/").settings.keepOlder;

test("a setting begins with what its row says, by program and by its variable", () => {
	expect(kept("diskwright")).toBe(10);
	expect(kept("disk-image-create")).toBeUndefined();
	expect(kept("diskwright", { DISKWRIGHT_KEEP_OLDER: "" })).toBe(10);
	expect(kept("disk-image-create", { DISKWRIGHT_KEEP_OLDER: "3" })).toBe(3);
	expect(() => kept("diskwright", { DISKWRIGHT_KEEP_OLDER: "some" })).toThrow(UserError);
});

test("a cleared environment keeps the variables of the rows", () => {
	expect(STEERING_VARIABLES).toContain("DISKWRIGHT_KEEP_OLDER");
	const env = Object.fromEntries(STEERING_VARIABLES.map((name) => [name, "1"]));
	expect(clearedEnvironment({ ...env, ODD: "1" })).toEqual(env);
});
