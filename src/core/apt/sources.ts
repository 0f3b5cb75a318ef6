import { parseStanzas } from "./deb822.js";

/** Where apt fetches packages from. */
export interface AptSource {
	/** Address without a slash at its end. */
	readonly uri: string;
	/** Such as `bookworm-security`; with a slash at its end a folder below the address, which has no components. */
	readonly suite: string;
	readonly components: readonly string[];
}

/**
 * The sources of binary packages in a `sources.list`. Left out is what cannot be asked for without a login or by http: addresses with
 * a name, media, folders of the image.
 */
export function parseSourcesList(text: string): AptSource[] {
	return text.split("\n").flatMap((line) => {
		const [, rest] = /^\s*deb\s+(?:\[[^\]]*\]\s*)?(.*)$/.exec(line.replace(/#.*$/, "")) ?? [];
		const [uri = "", suite, ...components] = (rest ?? "").split(/\s+/).filter(Boolean);
		return suite === undefined ? [] : sourceOf(uri, suite, components);
	});
}

/** The same of a file of `sources.list.d` that ends in `.sources`. */
export function parseSourcesFile(text: string): AptSource[] {
	return parseStanzas(text).flatMap((stanza) => {
		const words = (name: string) => (stanza.get(name) ?? "").split(/\s+/).filter(Boolean);
		if (!words("types").includes("deb") || /^(?:no|false|0|off)$/i.test(stanza.get("enabled") ?? "")) return [];
		return words("uris").flatMap((uri) =>
			words("suites").flatMap((suite) => sourceOf(uri, suite, words("components"))),
		);
	});
}

/** What elements of Debian and Ubuntu are told by variables, for hooks that run before the image has sources of its own. */
export function sourcesOfEnvironment(env: Readonly<Record<string, string>>): AptSource[] {
	const lines = (env.DIB_APT_SOURCES_CONF ?? "").split("\n").map((line) => line.slice(line.indexOf(":") + 1));
	const { DIB_DISTRIBUTION_MIRROR: mirror, DIB_RELEASE: release, DISTRO_NAME: distribution = "" } = env;
	const own = ["debian", "ubuntu"].includes(distribution) && mirror && release ? [mirror, release] : [];
	const [uri, suite] = own;
	const components = (env.DIB_DEBIAN_COMPONENTS || "main").split(/[\s,]+/).filter(Boolean);
	return unique([...parseSourcesList(lines.join("\n")), ...(uri && suite ? sourceOf(uri, suite, components) : [])]);
}

/** Each source once. */
export function unique(sources: readonly AptSource[]): AptSource[] {
	return [...new Map(sources.map((source) => [JSON.stringify(Object.values(source)), source])).values()];
}

function sourceOf(uri: string, suite: string, components: readonly string[]): AptSource[] {
	const isAsked = /^https?:\/\/[^/@\s]+(?:\/[^@?#\s]*)?$/.test(uri) && !suite.includes("..");
	if (!isAsked || (components.length === 0) !== suite.endsWith("/")) return [];
	return [{ uri: uri.replace(/\/+$/, ""), suite, components: [...new Set(components)].sort() }];
}
