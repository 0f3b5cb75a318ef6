import { expect, test } from "vitest";
import { filesOfHooks } from "../../../src/core/planning/hook-files.js";
import type { PlannedPhase } from "../../../src/core/planning/plan.js";

const hook = (element: string) => ({ name: `50-${element}`, element, file: `/e/${element}` });
const phases: readonly PlannedPhase[] = [
	{ phase: "finalise", where: "chroot", hooks: [hook("earlier")], ignored: [] },
	{ phase: "cleanup", where: "host", hooks: [hook("ours"), hook("other"), hook("silent")], ignored: [] },
];

test("the files that hooks of cleanup name, each once, with the first element that names it", () => {
	const texts: Record<string, string> = {
		"/e/earlier": "cp x $IMAGE_NAME.not",
		"/e/ours":
			'mv a "$IMAGE_NAME.kernel"\nmv b "$IMAGE_NAME.initramfs"; cp c "${IMAGE_NAME}.d/x" "$IMAGE_NAME" $IMAGE_NAMES.y',
		"/e/other": "gzip >${IMAGE_PATH}.initramfs; x >${IMAGE_PATH}.iso; x $IMAGE_NAME-boot.iso",
		"/e/silent": "true\n",
	};
	expect(filesOfHooks(phases, "out/rescue", (file) => texts[file] as string)).toEqual([
		{ file: "out/rescue.kernel", element: "ours" },
		{ file: "out/rescue.initramfs", element: "ours" },
		{ file: "out/rescue.iso", element: "other" },
	]);
});
