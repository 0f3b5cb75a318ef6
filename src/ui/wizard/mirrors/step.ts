import type { Step } from "../step.js";
import { MirrorsScreen } from "./mirrors.js";

const USUAL = "the distribution's default";

export const mirrors: Step = {
	id: "mirrors",
	title: "Mirrors",
	meaning: "Where the packages come from.",
	value({ profile: { mirrors: set = {} }, compiled }) {
		const url = set.debian ?? compiled?.environment.DIB_DISTRIBUTION_MIRROR ?? USUAL;
		return [url, ...(set.proxy ? ["proxy"] : [])].join(", ");
	},
	facts: ({ profile: { mirrors: set }, compiled }) => [
		{ label: "mirror", text: set?.debian ?? compiled?.environment.DIB_DISTRIBUTION_MIRROR ?? USUAL },
		...(set?.["debian-security"] ? [{ label: "security", text: set["debian-security"] }] : []),
		...(set?.proxy ? [{ label: "proxy", text: set.proxy }] : []),
		...(set?.["apt-sources"] ? [{ label: "apt sources", text: set["apt-sources"] }] : []),
	],
	variables: ["DIB_DISTRIBUTION_MIRROR", "DIB_DEBIAN_SECURITY_MIRROR", "DIB_APT_SOURCES", "http_proxy", "https_proxy"],
	Screen: MirrorsScreen,
};
