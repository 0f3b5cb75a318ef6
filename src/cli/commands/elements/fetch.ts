import { sourceLabel } from "../../../core/element/source.js";
import { loadProfile } from "../../../profiles/load-profile.js";
import { profileFolders } from "../../../profiles/profile-files.js";
import { absoluteSources } from "../../build/build-request.js";
import { provideSources } from "../../build/provide-sources.js";
import type { CliContext } from "../../entry/context.js";
import { type Answer, answerText } from "../profiles/answer.js";

/** Gets the collections that a profile needs, each at its commit; what is here already is not asked for. */
export async function fetchForProfile(nameOrPath: string, context: CliContext): Promise<Answer> {
	const { env, packageRoot, cwd, stderr } = context;
	const { profile, file } = loadProfile(nameOrPath, profileFolders(env, packageRoot, cwd));
	const sources = await provideSources(absoluteSources(profile, file, env), env, { fetch: "yes", stderr });
	const lines = sources.map((source) => `${sourceLabel(source)}  ${source.folders.join(", ")}`);
	return { json: sources, text: answerText(lines.length > 0 ? lines : [`${profile.name} needs no collections`]) };
}
