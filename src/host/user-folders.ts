import { userInfo } from "node:os";
import { isAbsolute, join } from "node:path";

/** Our own folders of the user who calls us, each by what it holds (XDG Base Directory Specification). */
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

/** Where this user's own things are kept, without looking whether the folders exist. */
export function userFolders(env: Environment): UserFolders {
	const home = homeFolder(env);
	// The specification has relative paths passed over.
	const folder = ({ variable, below }: { variable: string; below: string }) => {
		const given = env[variable];
		return join(given && isAbsolute(given) ? given : join(home, below), "diskwright");
	};
	return {
		config: folder(VARIABLES.config),
		state: folder(VARIABLES.state),
		cache: folder(VARIABLES.cache),
		data: folder(VARIABLES.data),
	};
}

/** Where other programs keep this user's settings. */
export const configHome = (env: Environment): string => {
	const { variable, below } = VARIABLES.config;
	return env[variable] || join(homeFolder(env), below);
};

/** What another program needs in its environment to keep its runs apart, below this folder. */
export const ownStateFolder = (folder: string): Record<string, string> => ({ [VARIABLES.state.variable]: folder });

/** The home folder: HOME, else what the system has for this user; users of a container may be in no table at all. */
export function homeFolder(env: Environment): string {
	if (env.HOME) return env.HOME;
	try {
		return userInfo().homedir || "/";
	} catch {
		return "/";
	}
}

/** The next step where one of these folders cannot be used. */
export function moveUserFolder(which: keyof UserFolders): string {
	return `Set ${VARIABLES[which].variable} to a folder you may write to.`;
}
