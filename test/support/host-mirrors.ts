import { readFileSync } from "node:fs";

/** The mirrors that apt uses on this machine: the only ones a test may know. */
export function hostMirrors(): { readonly debian: string; readonly security: string } {
	const text = readFileSync("/etc/apt/sources.list.d/debian.sources", "utf8");
	const [debian = "", security = debian] = [...text.matchAll(/^URIs: (\S+)/gm)].map((match) => match[1] as string);
	return { debian, security };
}
