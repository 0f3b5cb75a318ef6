import type { Step } from "../step.js";
import { ReleaseScreen } from "./release.js";

export const release: Step = {
	id: "release",
	title: "Release",
	meaning: "Which release of which distribution the image holds.",
	value({ profile: { distribution, release: name }, compiled }) {
		const value = name ?? compiled?.environment.DIB_RELEASE ?? "default";
		return distribution ? `${distribution} ${value}` : value;
	},
	facts({ profile, compiled }) {
		const system = compiled?.elements.find(
			({ meta, provides }) => meta?.operatingSystem || provides.includes("operating-system"),
		);
		return [
			{
				label: "distribution",
				text: profile.distribution ?? system?.meta?.operatingSystem?.distribution ?? "as the element says",
			},
			{ label: "release", text: profile.release ?? compiled?.environment.DIB_RELEASE ?? "the element's default" },
			...(system
				? [{ label: "element", text: system.meta ? `${system.name}: ${system.meta.title}` : system.name }]
				: []),
		];
	},
	variables: ["DIB_RELEASE"],
	warnings: { "unknown-release": "warns" },
	Screen: ReleaseScreen,
};
