import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Phase, whereRuns } from "../../src/core/hooks/phases.js";
import type { Finished } from "./run-program.js";
import type { Workshop } from "./tiny-build.js";

/** What the hook of the element `probe` saw in one phase. */
export interface Visit {
	readonly env: Readonly<Record<string, string>>;
	readonly hook: string;
	readonly cwd: string;
	readonly umask: string;
	readonly uid: number;
	/** Mount points below the image's root, as paths inside of it, with their types and options. */
	readonly mounts: readonly { readonly point: string; readonly type: string; readonly options: readonly string[] }[];
}

/** A finished build with the element `probe`. */
export interface Probe {
	readonly finished: Finished;
	/** Everything the build printed. */
	readonly log: string;
	at(phase: Phase): Visit;
	/** A file that hooks outside the image wrote to `$PROBE`. */
	outside(name: string): string;
	/** A file that hooks inside the image wrote to `/probe`. */
	inside(name: string): string;
}

/** Runs `disk-image-create -n ARGS tiny-os probe` in the workshop. Throws with the log when the build fails. */
export async function probeBuild(
	workshop: Workshop,
	args: readonly string[],
	env: NodeJS.ProcessEnv = {},
): Promise<Probe> {
	const notes = join(workshop.folder, "notes");
	mkdirSync(notes);
	const finished = await workshop.diskImageCreate(["tiny-os", "-n", ...args, "probe"], { PROBE: notes, ...env });
	const log = finished.stdout + finished.stderr;
	if (finished.code !== 0) throw new Error(`the build ended with ${finished.code}:\n${log}`);
	const outside = (name: string) => readFileSync(join(notes, name), "utf8");
	const inside = (name: string) => readFileSync(join(notes, "inside", name), "utf8");
	return {
		finished,
		log,
		outside,
		inside,
		at: (phase) => readVisit(phase, whereRuns(phase) === "chroot" ? inside : outside),
	};
}

function readVisit(phase: Phase, read: (name: string) => string): Visit {
	const [hook = "", cwd = "", umask = "", uid = ""] = read(`${phase}/process`).split("\n");
	const env = parseEnvironment(read(`${phase}/env`));
	const root = whereRuns(phase) === "chroot" ? "" : (env.TMP_MOUNT_PATH as string);
	const mounts = read(`${phase}/mounts`)
		.split("\n")
		.map((line) => line.split(" "))
		.filter(([, point = ""]) => point.startsWith(`${root}/`))
		.map(([, point = "", type = "", options = ""]) => ({
			point: point.slice(root.length),
			type,
			options: options.split(","),
		}));
	return { env, hook, cwd, umask, uid: Number(uid), mounts };
}

/** The output of `env -0`. */
function parseEnvironment(text: string): Record<string, string> {
	const entries = text.split("\0").filter((entry) => entry.includes("="));
	return Object.fromEntries(
		entries.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
	);
}
