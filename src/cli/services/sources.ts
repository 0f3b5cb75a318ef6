import { join, resolve } from "node:path";
import { type ElementSource, isFetched } from "../../core/element/source.js";
import { UserError } from "../../core/errors.js";
import type { DraftBuild } from "../../core/profile/draft-build.js";
import { addSource } from "../../sources/change-sources.js";
import { localSource } from "../../sources/fetch-source.js";
import { inspectCollection } from "../../sources/inspect.js";
import { type InstalledElements, installedElements } from "../../sources/installed.js";
import { type KeptSource, listSources, pinOf, sourceFolders } from "../../sources/store.js";
import type { ListedSource, SourceService } from "../../ui/services/sources.js";
import { absoluteSources } from "../build/build-request.js";
import { type FetchConsent, provideSources } from "../build/provide-sources.js";
import type { CliContext } from "../entry/context.js";

/** Collections of elements by others, for the screens. */
export function sourceService(context: CliContext): SourceService {
	const { env } = context;
	return {
		async list() {
			const { sources } = listSources(sourceFolders(env));
			const taken = new Set(sources.map(({ name }) => name));
			const [installed] = await installedElements(env);
			return [
				...sources.map(listKept),
				...(installed && !taken.has(installed.name) ? [await listInstalled(installed)] : []),
			];
		},
		async add(from) {
			const home = from.trim().replace(/^~(?=\/)/, env.HOME ?? "~");
			const { source } = await addSource({ from: home, cwd: context.cwd }, sourceFolders(env), new Date());
			return listKept(source);
		},
		async liveFolder(path) {
			const folder = resolve(context.cwd, path.trim().replace(/^~(?=\/|$)/, env.HOME ?? "~"));
			const { elements } = await inspectCollection(folder, [folder]).catch((cause: NodeJS.ErrnoException) => {
				throw notLive(folder, cause.code === "ENOENT" ? "there is no such folder" : cause.message, cause);
			});
			if (elements.length === 0) throw notLive(folder, "there is no element in it");
			return folder;
		},
		async missing({ profile, file }) {
			const wanted = absoluteSources(profile, fileOf(file, context), env).filter(isFetched);
			const found = await Promise.all(
				wanted.map(async (source) => ((await localSource(source, sourceFolders(env))) ? [] : [source.name])),
			);
			return found.flat();
		},
		async fetch(draft) {
			await draftSources(draft, context, { fetch: "yes" });
		},
	};
}

function notLive(folder: string, why: string, cause?: unknown): UserError {
	return new UserError({
		code: "no-elements",
		message: `${folder} cannot stand on the elements path: ${why}`,
		next: ["Name the folder that holds the folders of the elements."],
		cause,
	});
}

/** The collections of a draft as they lie on this host. Throws UserError `source-missing`. */
export function draftSources(
	{ profile, file }: Pick<DraftBuild, "profile" | "file">,
	context: Pick<CliContext, "env" | "cwd">,
	consent: FetchConsent = { fetch: "no", cure: "Press s in the elements step: there it can be fetched." },
): Promise<ElementSource[]> {
	return provideSources(absoluteSources(profile, fileOf(file, context), context.env), context.env, consent);
}

/** The base of the relative paths in a draft. */
const fileOf = (file: string | undefined, { cwd }: Pick<CliContext, "cwd">) => file ?? join(cwd, "new profile");

function listKept(source: KeptSource): ListedSource {
	const { name, commit, from, committed, elements, problems } = source;
	const date = committed ? { committed } : {};
	return { name, version: commit, origin: from, ...date, elements, problems, pin: pinOf(source) };
}

async function listInstalled({ name, version, origin, folders, by }: InstalledElements): Promise<ListedSource> {
	const { elements, problems } = await inspectCollection(origin, folders);
	return { name, version, origin, by, elements: elements.length, problems, pin: { name, installed: version } };
}
