import { join } from "node:path";

/** Our own folders of the person who calls us, each by what it holds (XDG Base Directory Specification). */
export interface UserFolders {
	/** Profiles and preferences. */
	readonly config: string;
	/** Runs and keys. */
	readonly state: string;
	/** What can be fetched or found out again. */
	readonly cache: string;
	/** Collections of elements. */
	readonly data: string;
}

const VARIABLES = {
	config: { variable: "XDG_CONFIG_HOME", below: ".config" },
	state: { variable: "XDG_STATE_HOME", below: ".local/state" },
	cache: { variable: "XDG_CACHE_HOME", below: ".cache" },
	data: { variable: "XDG_DATA_HOME", below: ".local/share" },
} as const satisfies Record<keyof UserFolders, { variable: string; below: string }>;

type Environment = Readonly<Record<string, string | undefined>>;

/** Where this person's own things are kept, without looking whether the folders exist. */
export function userFolders(env: Environment): UserFolders {
	const folder = ({ variable, below }: { variable: string; below: string }) =>
		join(env[variable] || join(env.HOME || "/root", below), "diskwright");
	return {
		config: folder(VARIABLES.config),
		state: folder(VARIABLES.state),
		cache: folder(VARIABLES.cache),
		data: folder(VARIABLES.data),
	};
}

/** The next step where one of these folders cannot be used. */
export function moveUserFolder(which: keyof UserFolders): string {
	return `Set ${VARIABLES[which].variable} to a folder you may write to.`;
}
