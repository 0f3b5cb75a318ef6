import type { OperatingSystem } from "../element/operating-systems.js";
import type { Profile } from "./profile.js";

/** A release that an operating system does not have. */
export interface Misfit {
	readonly system: OperatingSystem;
	readonly release: string;
	/** The one to take instead; absent where the element tells none: its own default then. */
	readonly fitting?: string;
}

/**
 * Whether a release is none of the operating system's. Elements that list no releases are believed everything but
 * the release of another distribution.
 */
export function releaseMisfit(
	release: string | undefined,
	system: OperatingSystem,
	systems: readonly OperatingSystem[],
): Misfit | undefined {
	if (!release || system.releases.some(({ name }) => name === release)) return undefined;
	const strange = system.releases.length > 0 || systems.some((other) => belongsElsewhere(release, system, other));
	if (!strange) return undefined;
	const names = system.releases.map(({ name }) => name);
	const fitting = system.usual && names.includes(system.usual) ? system.usual : names[0];
	return { system, release, ...(fitting ? { fitting } : {}) };
}

/** `debian-systemd` of others may well have what `debian-minimal` lists. */
function belongsElsewhere(release: string, system: OperatingSystem, other: OperatingSystem): boolean {
	return other.releases.some(({ name }) => name === release) && !system.distribution.startsWith(other.distribution);
}

/** The operating systems that a profile asks for by name. */
export const namedSystems = ({ elements = [] }: Profile, systems: readonly OperatingSystem[]): OperatingSystem[] =>
	systems.filter(({ element }) => elements.includes(element));

/**
 * A profile after a change of its elements, in which distribution, mirrors and release follow the operating system. A
 * release that a user has chosen (it is not `usual`) stays, to be told as one that does not fit.
 */
export function withFittingRelease(
	profile: Profile,
	usual: string | undefined,
	systems: readonly OperatingSystem[],
): Profile {
	const [system, second] = namedSystems(profile, systems);
	if (!system || second || profile.distribution === system.distribution) return profile;
	const { distribution, release, mirrors, ...rest } = profile;
	const { debian, "debian-security": security, ...otherMirrors } = mirrors ?? {};
	const kept = distribution === undefined ? mirrors : otherMirrors;
	const misfit = release === usual ? releaseMisfit(release, system, systems) : undefined;
	const taken = misfit ? misfit.fitting : release;
	return {
		...rest,
		distribution: system.distribution,
		...(taken ? { release: taken } : {}),
		...(kept && Object.keys(kept).length > 0 ? { mirrors: kept } : {}),
	};
}
