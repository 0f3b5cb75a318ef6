import { cloudsIn } from "../../core/publish/clouds.js";
import { findCloudsFiles } from "./find-clouds.js";

/** Targets of the clouds that the files and variables of this machine name, and where each is written down. Throws UserError. */
export function listClouds(
	env: Readonly<Record<string, string | undefined>>,
	directory: string,
): readonly { readonly to: string; readonly from: string }[] {
	const files = findCloudsFiles(env, directory);
	const file = files.clouds?.path ?? "";
	const named = Object.keys(cloudsIn(files)).map((name) => ({ to: `glance:${name}`, from: file }));
	const first = named.filter(({ to }) => to === `glance:${env.OS_CLOUD}`);
	const variables = env.OS_AUTH_URL ? [{ to: "glance", from: `OS_AUTH_URL ${env.OS_AUTH_URL}` }] : [];
	return [...first, ...(env.OS_CLOUD ? [] : variables), ...named.filter((one) => !first.includes(one))];
}
