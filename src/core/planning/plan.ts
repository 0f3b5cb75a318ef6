import { resolve } from "node:path";
import type { Surroundings } from "../built/built-record.js";
import type { DiskPlan } from "../disk/plan-disk.js";
import type { Element } from "../element/element.js";
import type { ElementSource } from "../element/source.js";
import type { Phase, Where } from "../hooks/phases.js";
import type { ArchitectureSupport } from "../host/architecture.js";
import type { OutputFormat } from "../output/output-formats.js";
import type { PlannedPublication } from "../publish/planned-publication.js";
import type { Resolution } from "../resolve/resolution.js";

export const PLAN_VERSION = 1;

/** One hook that will run, as far as known before extra-data hooks may add more. */
export interface PlannedHook {
	readonly name: string;
	readonly element: string;
	/** Absolute path of the file in its element. */
	readonly file: string;
}

export interface PlannedPhase {
	readonly phase: Phase;
	readonly where: Where;
	readonly hooks: readonly PlannedHook[];
	/** Entries of the directory that do not run, with the reason (contract §6.2). */
	readonly ignored: readonly { readonly name: string; readonly element: string; readonly why: string }[];
}

/** Same name from several elements in the merged hooks tree (contract §5). */
export interface Collision {
	/** Path inside the hooks tree. */
	readonly path: string;
	readonly elements: readonly string[];
	/** Fatal for files in sub-directories, otherwise the last copy wins. */
	readonly fatal: boolean;
}

/** A variable that hooks will see. Values of secrets and of the caller's other variables never appear. */
export interface PlannedVariable {
	readonly name: string;
	/** Present for variables of the profile or engine that are not secret. */
	readonly value?: string;
	/** First 12 hex digits of the value's SHA-256; present for the caller's own variables. */
	readonly hash?: string;
	readonly secret: boolean;
	readonly from: "profile" | "flag" | "engine" | "caller" | "host";
}

export interface PlannedOutput {
	readonly format: OutputFormat;
	/** Path relative to the invoking directory, as the user gave it. */
	readonly file: string;
}

/** A file beside the image that a hook of the cleanup phase names. */
export interface PlannedHookFile {
	/** Path relative to the invoking directory. */
	readonly file: string;
	readonly element: string;
}

export interface NeededTool {
	/** Program name looked up on PATH: `qemu-img`. */
	readonly tool: string;
	readonly neededFor: string;
	readonly present: boolean;
}

/** How to build; everything that is not the content of the image. Sizes in bytes unless said. */
export interface BuildSettings {
	/** Invoking directory: cwd of outside hooks, base of relative names. */
	readonly directory: string;
	/** Absolute. */
	readonly imageCache: string;
	/** Most that the downloads kept in it may take once the build has ended; absent: without a bound. */
	readonly cacheBytes?: number;
	readonly lockFiles: string;
	/** Folder for temporary directories (contract §3.3: TMPDIR, TMP_DIR, /tmp). */
	readonly tmp: string;
	readonly tmpfs: boolean;
	/** GiB; tmpfs is used when the host has twice as much memory (contract §3.4). */
	readonly minTmpfs: number;
	readonly offline: boolean;
	readonly debugTrace: number;
	readonly extraPackages: readonly string[];
	/** What DIB_DEFAULT_INSTALLTYPE is from extra-data on, unless a snippet before that names another one; `source`. */
	readonly installType?: string;
	readonly fsType: string;
	readonly rootLabel?: string;
	readonly mkfsOptions: string;
	/** GiB, as given. */
	readonly imageSize?: number;
	/** MiB. */
	readonly imageExtraSize?: number;
	/** MiB. */
	readonly journalSize: number;
	readonly maxOnlineResize?: string;
	readonly compression: "zstd" | "zlib" | "none";
	/** For every `qemu-img convert`, as `-o`. */
	readonly qemuImgOptions?: string;
	/** Command that compresses a tgz; `-9` is added (DIB_GZIP_BIN). */
	readonly gzip: string;
	/** File that becomes the manifest of an aci. Absolute. */
	readonly aciManifest?: string;
	/** Repository and tag of a docker archive. */
	readonly dockerTarget?: string;
	readonly checksums: readonly ("md5" | "sha256")[];
	readonly overwriteOldImage: boolean;
	/** How many older images are kept under dated names; all of them when absent or as large as numbers get. */
	readonly keepOlder?: number;
	readonly finalImage: boolean;
	readonly ramdisk: boolean;
	/** What hooks did is kept, and taken in their place when nothing that they read has changed. */
	readonly layers?: boolean;
	/** The image has the same bits whenever, wherever and by whomever it is built; the time in it is SOURCE_DATE_EPOCH. */
	readonly reproducible?: boolean;
	/** With layers: the image is made anew, not changed. */
	readonly wholeImage?: boolean;
	/** With layers: seconds that one is good for, because what hooks fetch is not seen. */
	readonly maxAgeSeconds?: number;
	/** With layers: the task from which on all hooks run again, such as `install/50-x`; `all` is the first. */
	readonly renewFrom?: string;
	/** With layers: the address of a folder with those of other machines; a login may be in it. */
	readonly layersRemote?: string;
	/** Public keys of which one has to have signed what is taken from there. */
	readonly layersTrust?: readonly string[];
	/** File with the private key that signs what is put there. */
	readonly layersKey?: string;
	/** New layers are put there after the build. */
	readonly layersPush?: boolean;
	readonly onFailure: { readonly mode: "stop" | "hold"; readonly holdSeconds?: number };
	readonly taskTimeoutSeconds?: number;
	readonly breakPoints: readonly string[];
	readonly bootTest?: { readonly until: string; readonly timeoutSeconds: number };
	/** Where the image is published, at the end of the build or when somebody asks for it. */
	readonly publish?: readonly PlannedPublication[];
}

/** What a build will do, complete before it starts; pure data, written to `plan.json`. */
export interface Plan {
	readonly version: number;
	readonly program: "diskwright" | "disk-image-create" | "ramdisk-image-create";
	readonly profile?: string;
	readonly imageName: string;
	/** As given (`-a x86_64` stays so). */
	readonly architecture: string;
	/** How this host runs the programs of the image; absent for its own architecture and for one that nobody knows. */
	readonly support?: ArchitectureSupport;
	readonly resolution: Resolution;
	/** The elements path as searched, built-in included. */
	readonly elementsPath: readonly string[];
	/** Collections of others that parts of that path belong to; absent when there are none. */
	readonly sources?: readonly ElementSource[];
	readonly phases: readonly PlannedPhase[];
	readonly collisions: readonly Collision[];
	readonly environment: readonly PlannedVariable[];
	readonly disk: DiskPlan;
	readonly outputs: readonly PlannedOutput[];
	readonly hookFiles: readonly PlannedHookFile[];
	readonly tools: readonly NeededTool[];
	readonly settings: BuildSettings;
	readonly warnings: readonly { readonly code: string; readonly message: string; readonly hint?: string }[];
}

/** Absolute path of the image, without an ending. */
export const imagePath = ({ settings, imageName }: Pick<Plan, "settings" | "imageName">): string =>
	resolve(settings.directory, imageName);

/**
 * What the cli hands to the builder, as one JSON line on its standard input. It carries real values and is never
 * written to disk. The pipe then stays open: its end tells the builder that the cli is gone.
 */
export interface BuildOrder {
	readonly version: number;
	readonly plan: Plan;
	/** The selected elements as the catalogue found them, sorted by name. */
	readonly elements: readonly Element[];
	/** The complete environment that the engine exports to hooks before its own variables (contract §3.1). */
	readonly environment: Readonly<Record<string, string>>;
	/** Names of variables whose values are masked in logs and events. */
	readonly secrets: readonly string[];
	/** What nothing may show: those values, and logins and the like in others. */
	readonly secretValues: readonly string[];
	readonly runFolder: string;
	readonly runId: string;
	/** The user on whose behalf the build runs; gets what it leaves in the working directory. */
	readonly caller: { readonly uid: number; readonly gid: number; readonly umask: number };
	/** With layers: what the build is made from, for the record that it leaves. Without it the next build cannot tell that nothing has changed. */
	readonly surroundings?: Surroundings;
	/** Bytes of output that are kept of one task; LOG_LIMIT unless given. */
	readonly logLimit?: number;
	/** False: the build goes on when the pipe ends (a screen that may detach). */
	readonly cancelWhenPipeEnds: boolean;
	/** Root of the installed package: holds `dist`, `elements`. */
	readonly packageRoot: string;
}
