import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "../../core/errors.js";
import type { CloudsFile, CloudsFiles } from "../../core/publish/clouds.js";
import { configHome } from "../../host/user-folders.js";

type Environment = Readonly<Record<string, string | undefined>>;

const ENDINGS = [".yaml", ".yml", ".json"];

/** The files of clouds that openstacksdk would read: the first of each name in this folder, the user's, the system's. Throws UserError. */
export function findCloudsFiles(env: Environment, directory: string): CloudsFiles {
	const folders = [directory, join(configHome(env), "openstack"), "/etc/openstack"];
	const paths = (name: string) =>
		folders.flatMap((folder) => ENDINGS.map((ending) => join(folder, `${name}${ending}`)));
	const named = (variable: string) => (env[variable] ? [resolve(directory, env[variable])] : []);
	const clouds = first([...named("OS_CLIENT_CONFIG_FILE"), ...paths("clouds")]);
	const secure = first([...named("OS_CLIENT_SECURE_FILE"), ...paths("secure")]);
	const vendors = first([...named("OS_CLIENT_VENDOR_FILE"), ...paths("clouds-public")]);
	return {
		...{ ...(clouds ? { clouds } : {}), ...(secure ? { secure } : {}), ...(vendors ? { vendors } : {}) },
		searched: [...named("OS_CLIENT_CONFIG_FILE"), ...folders.map((folder) => join(folder, "clouds.yaml"))],
	};
}

function first(paths: readonly string[]): CloudsFile | undefined {
	const path = paths.find((one) => existsSync(one));
	if (path === undefined) return undefined;
	try {
		return { path, text: readFileSync(path, "utf8") };
	} catch (error) {
		throw new UserError({
			code: "clouds-file",
			message: `${path} cannot be read: ${(error as Error).message}`,
			place: { file: path },
			next: ["Make it readable for you: chmod 600, chown."],
			cause: error,
		});
	}
}
