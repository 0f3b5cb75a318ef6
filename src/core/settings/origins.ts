import * as z from "zod";
import { text } from "./schemas.js";
import { setting } from "./setting.js";

/** What is wrong with a typed address; the empty one is the default. */
export function addressComplaint(text: string): string | undefined {
	const address = text.trim();
	if (address === "") return undefined;
	if (!/^https?:\/\//.test(address)) return "An address begins with http:// or https://";
	return URL.canParse(address) ? undefined : "That is not an address.";
}

/** An address that is said by a flag and becomes variables. */
const address = (
	words: string,
	meaning: string,
	key: string,
	variable: string,
	more: Partial<ReturnType<typeof setting<typeof text>>> = {},
) =>
	setting(text, {
		meaning: key,
		flags: [{ group: "packages", words, meaning, completes: "text" }],
		variables: (url) => ({ [variable]: { text: url } }),
		fromDib: ({ take }) => take(variable),
		...more,
	});

/** Where packages come from; the host's own when absent. */
export const MIRRORS = {
	debian: address(
		"--mirror <url>",
		"mirror of the distribution; the host's own by default",
		"Mirror of the distribution; the host's own when absent",
		"DIB_DISTRIBUTION_MIRROR",
	),
	"debian-security": address(
		"--security-mirror <url>",
		"mirror of security updates",
		"Mirror of security updates; the host's own when absent",
		"DIB_DEBIAN_SECURITY_MIRROR",
		{
			form: {
				...{ step: "mirrors", label: "Security", note: "mirror of security updates", usual: "this host's own" },
				complaint: addressComplaint,
			},
		},
	),
	proxy: address("--proxy <url>", "proxy for http and https", "Proxy for http and https", "http_proxy", {
		variables: (url) => ({ http_proxy: { text: url }, https_proxy: { text: url } }),
		fromDib: ({ takeEqual }) => takeEqual("http_proxy", "https_proxy"),
		form: {
			...{ step: "mirrors", label: "Proxy", note: "for http and https", usual: "none" },
			complaint: addressComplaint,
		},
	}),
	"apt-sources": setting(text, {
		meaning: "File with the sources.list of the image",
		flags: [
			{
				group: "packages",
				words: "--apt-sources <file>",
				meaning: "sources.list to build with",
				completes: "file",
				read: (file: string, { absolute }) => absolute(file),
				write: (file, { filePath }) => ["--apt-sources", filePath(file)],
			},
		],
		paths: (file, change) => change(file),
		variables: (file) => ({ DIB_APT_SOURCES: { file } }),
		fromDib: ({ takeFile }) => takeFile("DIB_APT_SOURCES"),
		form: {
			step: "mirrors",
			label: "Apt sources",
			note: "a sources.list file for the image",
			usual: "made from the mirrors",
		},
	}),
};

export const OFFLINE = {
	offline: setting(z.boolean(), {
		meaning: "`true`: use what is cached, do not ask the network",
		flags: [
			{
				group: "packages",
				words: "--offline",
				meaning: "use what is cached, do not ask the network",
				write: (offline) => (offline ? ["--offline"] : []),
			},
		],
		optionVariables: ["DIB_OFFLINE"],
		settings: (offline) => ({ offline }),
		toDib: (offline) => (offline ? { image: { offline } } : { environment: { DIB_OFFLINE: "" } }),
		fromDib: ({ options }) => options.settings.offline || undefined,
	}),
};
