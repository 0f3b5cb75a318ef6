import { delimiter } from "node:path";
import type { Option } from "commander";

type Env = Readonly<Record<string, string>>;

/** The flag that all commands have which look elements up, and what help says about it. */
export const ELEMENTS_PATH_FLAG = [
	"--elements-path <folders>",
	"your elements, separated by colons; before ELEMENTS_PATH",
] as const satisfies readonly [Option["flags"], string];

/** The environment with the folders of --elements-path in front of ELEMENTS_PATH. */
export function withElementsPath(env: Env, folders: string | undefined): Env {
	const path = [folders, env.ELEMENTS_PATH].filter(Boolean).join(delimiter);
	return path ? { ...env, ELEMENTS_PATH: path } : env;
}
