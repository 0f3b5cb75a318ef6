import { join, resolve } from "node:path";
import { openTerminal, type Terminal, type TerminalOptions } from "../support/terminal/open-terminal.js";

const ROOT = resolve(import.meta.dirname, "../..");
/** Where the program lies, and where the user lives, on the stage. */
const PROGRAM = "/srv/diskwright/dist/bin/diskwright.js";
const HOME = "/home/you";

export interface StageOptions extends Omit<TerminalOptions, "home" | "cwd"> {
	/** The user's home outside of the stage. */
	readonly home: string;
	/** The host's apt sources; its own without. */
	readonly mirror?: string;
	/** Nobody answers questions. */
	readonly deaf?: boolean;
}

/** Starts the built program in a terminal on the stage (stage.sh). Needs root. */
export function openStage(args: readonly string[], options: StageOptions): Terminal {
	const argv = [process.execPath, PROGRAM, ...args];
	return openOnStage(options.deaf ? ["bash", "-c", 'exec "$@" </dev/null', "bash", ...argv] : argv, options);
}

/** The same for any program, with `diskwright` as a command. */
export function openOnStage(argv: readonly string[], { home, mirror = "", env, ...options }: StageOptions): Terminal {
	const stage = ["unshare", "--mount", "--uts", "bash", join(ROOT, "test/pictures/stage.sh"), home, mirror];
	return openTerminal([...stage, ...argv], {
		...options,
		home,
		env: {
			HOME,
			XDG_CONFIG_HOME: join(HOME, ".config"),
			XDG_STATE_HOME: join(HOME, ".local/state"),
			XDG_CACHE_HOME: join(HOME, ".cache"),
			XDG_DATA_HOME: join(HOME, ".local/share"),
			...env,
		},
	});
}
