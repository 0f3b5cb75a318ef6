/** Where the hooks of a phase run: on the build host, or chrooted into the image tree. */
export type Where = "host" | "chroot";

/** The ten phases in the order they run (contract §7.1). */
export const PHASES = [
	"root",
	"extra-data",
	"pre-install",
	"install",
	"post-install",
	"post-root",
	"block-device",
	"pre-finalise",
	"finalise",
	"cleanup",
] as const;

/** One of the ten phases; its hooks live in `<phase>.d`. */
export type Phase = (typeof PHASES)[number];

const CHROOT_PHASES: ReadonlySet<Phase> = new Set(["pre-install", "install", "post-install", "finalise"]);

/** Where the hooks of `phase` run (contract §7.1). */
export function whereRuns(phase: Phase): Where {
	return CHROOT_PHASES.has(phase) ? "chroot" : "host";
}

/** Phases whose hooks work on the growing tree: layers may take their place. */
export const GROWING_PHASES: readonly Phase[] = PHASES.slice(0, PHASES.indexOf("block-device"));

/** Task of the install stage that brings the packages of `-p`. */
export const EXTRA_PACKAGES = "extra-packages";

/** The groups of engine steps that stand between and around the phases. */
export const ENGINE_STAGES = ["prepare", "disk", "output", "boot-test", "publish"] as const;

/** A row of the progress display: a phase of hooks or a group of engine steps. */
export type Stage = Phase | (typeof ENGINE_STAGES)[number];

/** All stages in the order a build passes through them. */
export const STAGES: readonly Stage[] = [
	"prepare",
	"root",
	"extra-data",
	"pre-install",
	"install",
	"post-install",
	"post-root",
	"block-device",
	"disk",
	"pre-finalise",
	"finalise",
	"cleanup",
	"output",
	"boot-test",
	"publish",
];

/** What a build passes through. */
export const stagesOf = ({ bootTest, publish }: WantedStages): readonly Stage[] =>
	STAGES.filter(
		(stage) =>
			(stage !== "boot-test" || bootTest !== undefined) &&
			(stage !== "publish" || publish?.some((one) => one.afterBuild) === true),
	);

interface WantedStages {
	readonly bootTest?: unknown;
	readonly publish?: readonly { readonly afterBuild: boolean }[];
}
