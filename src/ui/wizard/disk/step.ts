import { GAP } from "../../kit/components/facts.js";
import type { Step } from "../step.js";
import { DiskScreen } from "./disk.js";
import { plannedLayout } from "./disk-settings.js";

export const disk: Step = {
	id: "disk",
	title: "Disk and outputs",
	meaning: "How the disk is laid out, and which files are made.",
	value({ profile, compiled }) {
		const { layout, size } = profile.disk ?? {};
		const usual = plannedLayout(compiled?.plan) ?? "default layout";
		const kind = layout === undefined ? usual : typeof layout === "string" ? layout : "own layout";
		const formats = (profile.outputs ?? compiled?.plan.outputs ?? []).map(({ format }) => format);
		return [kind, formats.join(" "), size ?? "sized by its content"].filter(Boolean).join(", ");
	},
	facts: ({ compiled }) => [
		...(compiled?.plan.disk.drawing ?? []).map((text) => ({ text: text.replace(/ {2}/g, "\u00a0\u00a0") })),
		GAP,
		...(compiled?.plan.outputs ?? []).map(({ format, file }) => ({ label: format, text: file })),
	],
	variables: ["DIB_BLOCK_DEVICE_CONFIG"],
	errors: ["layout-conflict", "boot-test-without-disk", "disk-*"],
	warnings: { "layout-architecture": "stops" },
	Screen: DiskScreen,
};
