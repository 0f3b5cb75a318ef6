import { expect, test } from "vitest";
import type { UserError } from "../../../src/core/errors.js";
import type { Plan } from "../../../src/core/planning/plan.js";
import { assertRenewFrom } from "../../../src/core/planning/renew-from.js";

const hook = (name: string) => ({ name, element: "x", file: `/x/${name}` });
const PHASES = [
	{ phase: "install", where: "chroot", hooks: [hook("50-web"), hook("60-data")], ignored: [] },
	{ phase: "finalise", where: "chroot", hooks: [hook("50-bootloader")], ignored: [] },
] as const;

function refused(renewFrom: string | undefined, extraPackages: readonly string[] = []): string | undefined {
	try {
		assertRenewFrom({ phases: PHASES, settings: { renewFrom, extraPackages } as unknown as Plan["settings"] });
		return undefined;
	} catch (error) {
		const { message, next } = error as UserError;
		return [message, ...next].join("\n");
	}
}

test("a task that layers stand for, and all of them, are known", () => {
	for (const task of [undefined, "all", "install/50-web"]) expect(refused(task)).toBeUndefined();
	expect(refused("install/extra-packages", ["htop"])).toBeUndefined();
});

test("another one is refused with the nearest names", () => {
	expect(refused("install/50-wbe")).toContain("Did you mean install/50-web?");
	expect(refused("60-data")).toContain("Did you mean install/60-data?");
	expect(refused("finalise/50-bootloader")).toContain("'finalise/50-bootloader' is not a task");
	expect(refused("install/extra-packages")).toContain("not a task");
});
