import { join } from "node:path";
import { userFolders } from "../host/user-folders.js";

/** Where the runs of this user are kept: `runs` in the state folder. */
export function runsFolder(env: Readonly<Record<string, string | undefined>>): string {
	return join(userFolders(env).state, "runs");
}
