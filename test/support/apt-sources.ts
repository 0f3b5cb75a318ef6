import { hostMirrors } from "./host-mirrors.js";

/** The host's own Debian sources for a given release, one line each. */
export function aptSources(release: string): string[] {
	const { debian, security } = hostMirrors();
	return [
		`deb ${debian} ${release} main`,
		`deb ${debian} ${release}-updates main`,
		`deb ${security} ${release}-security main`,
	];
}
