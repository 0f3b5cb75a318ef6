import { join } from "node:path";

/** Where the runs of this person are kept: `$XDG_STATE_HOME/diskwright/runs` (design §2). */
export function runsFolder(env: Readonly<Record<string, string | undefined>>): string {
	return join(env.XDG_STATE_HOME || join(env.HOME || "/root", ".local/state"), "diskwright/runs");
}
