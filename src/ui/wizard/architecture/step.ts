import type { Step } from "../step.js";
import { ArchitectureScreen } from "./architecture.js";

export const architecture: Step = {
	id: "architecture",
	title: "Architecture",
	meaning: "For which processors the image is made.",
	value: ({ profile, compiled }) => profile.architecture ?? compiled?.plan.architecture ?? "this host's own",
	facts: ({ profile, compiled }) => [
		{ label: "architecture", text: compiled?.plan.architecture ?? profile.architecture ?? "" },
		...(profile.architecture === undefined
			? [{ label: "", text: "this host's own, as nobody asked for another" } as const]
			: []),
	],
	warnings: { "unknown-architecture": "warns" },
	Screen: ArchitectureScreen,
};
