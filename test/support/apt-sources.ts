import { readFileSync } from "node:fs";

/** The host's own Debian sources for a given release, one line each. */
export function aptSources(release: string): string[] {
	const text = readFileSync("/etc/apt/sources.list.d/debian.sources", "utf8");
	const uris = [...text.matchAll(/^URIs: (\S+)/gm)].map((match) => match[1] as string);
	const [main = "", security = main] = uris;
	return [
		`deb ${main} ${release} main`,
		`deb ${main} ${release}-updates main`,
		`deb ${security} ${release}-security main`,
	];
}
