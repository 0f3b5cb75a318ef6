/** The oldest Node that runs diskwright, as `engines` in package.json has it. */
export const OLDEST_NODE = "20.19";

/** Why a Node (`v18.20.8`) cannot run diskwright, in one sentence; undefined when it can. */
export function tooOld(version: string): string | undefined {
	const numbers = (text: string) => text.replace(/^v/, "").split(".").map(Number);
	const [major = 0, minor = 0] = numbers(version);
	const [leastMajor = 0, leastMinor = 0] = numbers(OLDEST_NODE);
	if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return undefined;
	return `Node ${version.replace(/^v/, "")} is too old: diskwright needs Node ${OLDEST_NODE} or newer`;
}
