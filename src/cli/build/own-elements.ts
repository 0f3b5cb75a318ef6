import { delimiter } from "node:path";
import type { Option } from "commander";

type Env = Readonly<Record<string, string>>;

/** The flag that all commands have which look elements up, and what help says about it. */
export const ELEMENTS_PATH_FLAG = [
	"--elements-path <folders>",
	"your elements, separated by colons; before ELEMENTS_PATH",
] as const satisfies readonly [Option["flags"], string];

/** Keeps the elements of this package off the path: for those who bring a whole set of their own, or DIB's. */
const NO_BUILTIN = "DISKWRIGHT_NO_BUILTIN_ELEMENTS";

/** Whether the elements of this package are left out. */
export function withoutBuiltIn(env: Env): boolean {
	return !["", "0"].includes(env[NO_BUILTIN] ?? "");
}

/** The environment with --no-builtin-elements in it. */
export function leaveOutBuiltIn(env: Env): Env {
	return { ...env, [NO_BUILTIN]: "1" };
}

/** The environment with the folders of --elements-path in front of ELEMENTS_PATH. */
export function withElementsPath(env: Env, folders: string | undefined): Env {
	const path = [folders, env.ELEMENTS_PATH].filter(Boolean).join(delimiter);
	return path ? { ...env, ELEMENTS_PATH: path } : env;
}
