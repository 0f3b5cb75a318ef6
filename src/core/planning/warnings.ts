import { layoutInstead } from "../disk/layout-fit.js";
import type { DiskPlan } from "../disk/plan-disk.js";
import { unknownKeys } from "../disk/unknown-keys.js";
import type { Catalogue, Element } from "../element/element.js";
import { isEngineVariable, isSystemVariable } from "../element/engine-variables.js";
import { operatingSystems } from "../element/operating-systems.js";
import { ignoredHook, isMeantAsHook } from "../hooks/ignored-hook.js";
import { PHASES } from "../hooks/phases.js";
import { releaseMisfit } from "../profile/release-fit.js";
import type { Resolution } from "../resolve/resolution.js";
import { nearest } from "../text/suggest.js";
import type { BuildOptions } from "./build-options.js";
import type { Plan, PlannedPhase } from "./plan.js";
import { valueWarnings } from "./value-warnings.js";

export type Warning = Plan["warnings"][number];

export interface WarningInput {
	readonly options: BuildOptions;
	readonly catalogue: Catalogue;
	readonly resolution: Resolution;
	readonly elements: readonly Element[];
	readonly architecture: string;
	readonly environment: Readonly<Record<string, string>>;
	/** What DIB_ENV and DIB_ARGS have no room for. */
	readonly leftOut: readonly string[];
	/** The text of all files of an element. */
	readonly textOf: (element: Element) => string;
	readonly phases: readonly PlannedPhase[];
	readonly disk: DiskPlan;
}

/** What a user should know before the build although it is not an error. */
export function planWarnings(input: WarningInput): Warning[] {
	return [
		...ignoredHooks(input),
		...leftOutOfManifest(input),
		...otherVersions(input.catalogue),
		...shadowing(input.catalogue, input.elements),
		...ambiguity(input.resolution),
		...unknownVariables(input),
		...valueWarnings({ ...input, installType: input.options.settings.installType }),
		...operatingSystem(input),
		...otherDistribution(input),
		...layoutForArchitecture(input),
		...breakPoints(input.options),
		...layoutWins(input),
		...unknownLayoutKeys(input),
		...labelledBoot(input),
		...unverifiedDownload(input),
		...aciManifest(input.options),
		...(input.options.program === "diskwright" ? login(input) : []),
	];
}

/** DIB passes over them in silence; that is rarely meant (contract §6.2). Folders are, and data that a hook names. */
function ignoredHooks({ phases, elements, textOf }: WarningInput): Warning[] {
	return phases.flatMap(({ phase, ignored }) =>
		ignored
			.filter(({ name, why, element }) => {
				if (!name.includes(".")) return !name.endsWith("~") && why !== "a directory";
				const owner = elements.find((one) => one.name === element);
				const kind = owner?.dirs[`${phase}.d`]?.[name]?.kind;
				return isMeantAsHook(name, kind) && !(owner && textOf(owner).includes(name));
			})
			.map(({ name, element, why }) => ignoredHook(`${phase}.d/${name} of element ${element}`, name, why)),
	);
}

function leftOutOfManifest({ leftOut }: WarningInput): Warning[] {
	if (leftOut.length === 0) return [];
	const message = `Too long for DIB_ENV or DIB_ARGS, so that the image's manifest will not show it: ${leftOut.join(", ")}`;
	return [{ code: "long-variables", message, hint: "Hooks see the variables themselves as they are." }];
}

/** What is installed follows the host; a commit cannot differ. */
function otherVersions({ sources }: Catalogue): Warning[] {
	return sources.flatMap(({ name, version, wanted }) =>
		wanted === undefined
			? []
			: [
					{
						code: "source-version",
						message: `The profile was made with ${name} ${wanted}, and ${version} is installed on this host`,
						hint: "If the image builds, save the profile with this version.",
					},
				],
	);
}

/** More are told in one line: whoever puts DIB's own elements first on the path overrides ours on purpose. */
const MOST_SHADOWED = 2;

/** Only for selected elements: the whole catalogue's shadowing is `explore`'s business (contract §4.2). */
function shadowing(catalogue: Catalogue, elements: readonly Element[]): Warning[] {
	const selected = new Set(elements.map(({ name }) => name));
	const hidden = catalogue.shadowed.filter(({ name }) => selected.has(name));
	if (hidden.length > MOST_SHADOWED) {
		const names = [...new Set(hidden.map(({ name }) => name))].sort();
		const message = `${names.length} elements override others of the same name: ${names.join(", ")}`;
		return [{ code: "element-shadowed", message, hint: "The folder that comes first in ELEMENTS_PATH wins." }];
	}
	return hidden.map(({ winner, loser }) => ({
		code: "element-shadowed",
		message: `Element ${winner} overrides ${loser}`,
	}));
}

function ambiguity(resolution: Resolution): Warning[] {
	const message = resolution.ambiguity?.message;
	return message ? [{ code: "order-dependent-resolution", message }] : [];
}

/** A DIB_* variable that nothing in this build reads is nearly always a misspelt one. */
function unknownVariables({ environment, elements, textOf }: WarningInput): Warning[] {
	const suspects = Object.keys(environment).filter((name) => /^DIB_\w+$/.test(name) && !isShared(name));
	if (suspects.length === 0) return [];
	const known = new Set<string>();
	for (const element of elements) {
		for (const name of Object.keys(element.meta?.variables ?? {})) known.add(name);
		for (const [name] of textOf(element).matchAll(/\bDIB_\w+/g)) known.add(name);
	}
	return suspects
		.filter((name) => !known.has(name))
		.sort()
		.map((name) => {
			const near = nearest(name, [...known, ...COMMON]);
			return {
				code: "unknown-variable",
				message: `${name} is set, but no selected element reads it`,
				...(near.length > 0 ? { hint: `Did you mean ${near.join(" or ")}?` } : {}),
			};
		});
}

const isShared = (name: string) => isEngineVariable(name) || isSystemVariable(name);

const COMMON = ["DIB_RELEASE", "DIB_IMAGE_SIZE", "DIB_DISTRIBUTION_MIRROR", "DIB_DEBUG_TRACE", "DIB_OFFLINE"];

/** A release or architecture that the operating system's element does not list may still exist: it is newer than we are. */
function operatingSystem({ elements, environment, architecture }: WarningInput): Warning[] {
	const warnings: Warning[] = [];
	for (const { name, meta } of elements) {
		const os = meta?.operatingSystem;
		if (!os) continue;
		const release = environment.DIB_RELEASE;
		const releases = os.releases.map((known) => known.name);
		if (release && releases.length > 0 && !releases.includes(release)) {
			const near = nearest(release, releases);
			warnings.push({
				code: "unknown-release",
				message: `Element ${name} does not list the release '${release}'`,
				hint: near.length > 0 ? `Did you mean ${near.join(" or ")}?` : `It lists: ${releases.join(", ")}.`,
			});
		}
		const names = [architecture, ALIASES[architecture]];
		if (os.architectures.length > 0 && !os.architectures.some((known) => names.includes(known))) {
			warnings.push({
				code: "unknown-architecture",
				message: `Element ${name} does not list the architecture '${architecture}'`,
				hint: `It lists: ${os.architectures.join(", ")}.`,
			});
		}
	}
	return warnings;
}

/** An element that lists no releases is not asked for those of another distribution. */
function otherDistribution({ catalogue, elements, environment: { DIB_RELEASE: release } }: WarningInput): Warning[] {
	const systems = operatingSystems(catalogue);
	const selected = new Set(elements.map(({ name }) => name));
	return systems
		.filter(({ element, releases }) => selected.has(element) && releases.length === 0)
		.filter((system) => releaseMisfit(release, system, systems))
		.map(({ element }) => ({
			code: "unknown-release",
			message: `'${release}' is a release of another distribution than that of element ${element}`,
			hint: "Name one of its own, or none for the element's default.",
		}));
}

/** The element refuses only when the build has begun. */
function layoutForArchitecture({ elements, architecture }: WarningInput): Warning[] {
	return elements.flatMap(({ name }) => {
		const [, layout = ""] = /^block-device-(\w+)$/.exec(name) ?? [];
		const instead = layoutInstead(layout, architecture);
		if (!instead) return [];
		const message = `The layout '${layout}' does not boot on ${architecture}: ${name} will refuse to be built`;
		return [{ code: "layout-architecture", message, hint: `Use the layout '${instead}', or none for the usual one.` }];
	});
}

/** What a layout says about its root file system counts more than what the user asks for (contract §9.3, Q31). */
function layoutWins({ options: { settings }, environment, disk }: WarningInput): Warning[] {
	const root = disk.config.find(({ mkfs }) => mkfs?.name === "mkfs_root")?.mkfs;
	const typeIsWanted = settings.fsType !== "ext4" || Boolean(environment.FS_TYPE);
	const ignored = [
		typeIsWanted && settings.fsType !== disk.rootFsType ? `the file system ${settings.fsType}` : "",
		settings.rootLabel && settings.rootLabel !== disk.rootLabel ? `the root label ${settings.rootLabel}` : "",
		settings.mkfsOptions && (!root || "opts" in root) ? `the mkfs options ${settings.mkfsOptions}` : "",
	].filter(Boolean);
	return ignored.map((what) => ({
		code: "layout-wins",
		message: `Not used: ${what}; the layout itself says what its root file system is`,
		hint: "Change the layout: DIB_BLOCK_DEVICE_CONFIG=file://PATH.",
	}));
}

/**
 * DIB's own boot loader writes `boot=LABEL=…` for a /boot of its own, which the scripts of initramfs-tools take for the
 * name of a script: the kernel panics. Ours leaves it out.
 */
function labelledBoot({ elements, disk, textOf }: WarningInput): Warning[] {
	const loader = elements.find(({ name }) => name === "bootloader");
	if (!loader || disk.bootLabel === "" || !/boot=LABEL=/.test(textOf(loader))) return [];
	return [
		{
			code: "labelled-boot",
			message: `The element ${loader.path} starts the kernel with boot=LABEL=${disk.bootLabel}, with which Debian's and Ubuntu's images panic`,
			hint: "Leave /boot on the root file system, or use this package's own element bootloader.",
		},
	];
}

function unknownLayoutKeys({ disk }: WarningInput): Warning[] {
	return unknownKeys(disk.config).map(({ where, name, key, near }) => ({
		code: "unknown-layout-key",
		message: `The key '${key}' of ${name} (${where}) in the layout means nothing`,
		...(near.length > 0 ? { hint: `Did you mean ${near.join(" or ")}?` } : {}),
	}));
}

/** DIB passes over a point that it does not know, and the user waits for it. */
function breakPoints({ settings }: BuildOptions): Warning[] {
	return settings.breakPoints
		.filter((point) => !BREAK_POINTS.includes(point))
		.map((point) => {
			const near = nearest(point, BREAK_POINTS);
			return {
				code: "unknown-break-point",
				message: `break names '${point}', where no build stops`,
				hint: near.length > 0 ? `Did you mean ${near.join(" or ")}?` : `Points: ${BREAK_POINTS.join(", ")}.`,
			};
		});
}

const BREAK_POINTS = [...PHASES.flatMap((phase) => [`before-${phase}`, `after-${phase}`]), "after-error"];

/** Of DIB's own elements some compare a cloud image with published checksums and others do not (contract §11.5). */
function unverifiedDownload({ elements, environment, textOf }: WarningInput): Warning[] {
	if (environment.DIB_LOCAL_IMAGE) return [];
	return elements
		.filter(({ provides }) => provides.includes("operating-system"))
		.filter((element) => {
			const text = textOf(element);
			return /\b(?:extract-image|cache-url)\b/.test(text) && !/\b(?:cache-verified|sha\d+sum|gpgv?)\b/.test(text);
		})
		.map(({ name }) => ({
			code: "unverified-download",
			message: `Element ${name} does not verify the image that it downloads`,
			hint: "Verify one yourself and give it as DIB_LOCAL_IMAGE=FILE.",
		}));
}

/** DIB makes such an archive too, and says so at the end (contract §10.2). */
function aciManifest({ formats, settings }: BuildOptions): Warning[] {
	if (!formats.includes("aci") || settings.aciManifest) return [];
	const message = "The aci will have no manifest, and few programs accept it without one";
	return [{ code: "no-aci-manifest", message, hint: "Set ACI_MANIFEST to the file." }];
}

const ALIASES: Readonly<Record<string, string>> = { x86_64: "amd64", aarch64: "arm64" };

/** An image nobody can log into is rarely wanted. Elements that make logins of their own are trusted. */
function login({ elements, environment }: WarningInput): Warning[] {
	const selected = new Set(elements.map(({ name }) => name));
	if (selected.has("no-final-image")) return [];
	const cloud = ["cloud-init", "cloud-init-nocloud", "debian", "ubuntu", "local-config", "simple-init", "ironic-agent"];
	if (cloud.some((name) => selected.has(name)) || environment.DIB_PASSWORD || environment.DIB_ROOT_PASSWORD) return [];
	const credentials = ["DIB_DEV_USER_AUTHORIZED_KEYS", "DIB_DEV_USER_PASSWORD", "DIB_DEV_USER_PASSWORD_HASH"];
	if (selected.has("devuser") && credentials.some((name) => environment[name])) return [];
	return [
		{
			code: "no-login",
			message: "Nobody will be able to log into this image: it has no user with a key or a password",
			hint: "Add --user NAME --ssh-key FILE.",
		},
	];
}
