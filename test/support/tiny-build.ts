import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Finished, runCommand } from "./run-program.js";

const BIN = resolve(import.meta.dirname, "../../dist/bin");
const FIXTURES = resolve(import.meta.dirname, "../fixtures/elements");

/** A folder with elements of a test, from which images of a tiny operating system are built. */
export interface Workshop {
	readonly folder: string;
	/** TMPDIR of its builds: what they leave there, or attach from there, is theirs alone. */
	readonly temporary: string;
	readonly env: NodeJS.ProcessEnv;
	/** Writes a hook or another file of an element of the test's own: `name/install.d/10-x`. */
	element(file: string, text: string, mode?: number): string;
	write(file: string, text: string, mode?: number): string;
	/** Runs `diskwright ARGS` in the folder. */
	diskwright(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Finished>;
	/** `diskwright build` of the tiny operating system and more elements into `image.raw`. */
	build(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Finished>;
	/** Runs `disk-image-create ARGS` in the folder. */
	diskImageCreate(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Finished>;
	/** Runs any command in the folder. */
	run(argv: readonly string[], env?: NodeJS.ProcessEnv): Promise<Finished>;
	/** Files in the folder that belong to the image, sorted. */
	images(): string[];
	/** The command line of `build`, for a test that starts it itself. */
	buildArgv(args: readonly string[]): string[];
	remove(): void;
}

/** Makes a workshop; the caller removes it. */
export function openWorkshop(): Workshop {
	const folder = mkdtempSync("/var/tmp/workshop-");
	// Programs that are not root go through it, as apt's do.
	chmodSync(folder, 0o755);
	mkdirSync(join(folder, "elements"));
	mkdirSync(join(folder, "home"));
	const temporary = join(folder, ".tmp");
	mkdirSync(temporary);
	chmodSync(temporary, 0o1777);
	const env: NodeJS.ProcessEnv = {
		...process.env,
		TMPDIR: temporary,
		HOME: join(folder, "home"),
		XDG_STATE_HOME: join(folder, "state"),
		XDG_CONFIG_HOME: join(folder, "config"),
		XDG_DATA_HOME: join(folder, "data"),
		ELEMENTS_PATH: `${join(folder, "elements")}:${FIXTURES}`,
		DIB_JOURNAL_SIZE: "4",
	};
	const write = (file: string, text: string, mode = 0o644) => {
		const path = join(folder, file);
		mkdirSync(join(path, ".."), { recursive: true });
		writeFileSync(path, text, { mode });
		return path;
	};
	const run = (argv: readonly string[], more: NodeJS.ProcessEnv = {}) =>
		runCommand(argv, { cwd: folder, env: { ...env, ...more } });
	const diskwright = (args: readonly string[]) => [process.execPath, join(BIN, "diskwright.js"), ...args];
	const buildArgv = (args: readonly string[]) =>
		diskwright(["build", "-n", "-t", "raw", "-o", "image", "--size", "200MiB", "tiny-os", ...args]);
	return {
		folder,
		temporary,
		env,
		element: (file, text, mode = 0o755) => write(join("elements", file), text, mode),
		write,
		run,
		diskwright: (args, more) => run(diskwright(args), more),
		build: (args, more) => run(buildArgv(args), more),
		diskImageCreate: (args, more) => run([process.execPath, join(BIN, "disk-image-create.js"), ...args], more),
		buildArgv,
		images: () =>
			readdirSync(folder)
				.filter((name) => name.startsWith("image"))
				.sort(),
		remove: () => rmSync(folder, { recursive: true, force: true }),
	};
}
