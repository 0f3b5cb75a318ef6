import { delimiter, join } from "node:path";
import { encrypt } from "unixcrypt";
import { bootImage } from "../../boot/boot-image.js";
import { summariseCatalogue } from "../../catalogue/describe.js";
import { readElementFile, readElementFiles, readReadme } from "../../catalogue/read-files.js";
import { initialBatch, reduceBatch } from "../../core/batch/batch-state.js";
import { UserError } from "../../core/errors.js";
import { elementVariables } from "../../core/explore/element-variables.js";
import { hostArchitectures } from "../../host/architectures.js";
import { findTool } from "../../host/find-tool.js";
import { recentHostFacts } from "../../host/host-facts.js";
import { installTools } from "../../host/install-tools.js";
import { measureMirror } from "../../host/measure-mirror.js";
import { packageNames } from "../../host/package-names.js";
import { installCommand } from "../../host/packages.js";
import { callerName, isRoot, privilege } from "../../host/privilege.js";
import { homeFolder, userFolders } from "../../host/user-folders.js";
import { askToEnd, batchesFolder, batchIsAlive, followBatch, openBatch } from "../../runs/batch/batch-folder.js";
import type { BatchService } from "../../ui/services/batches.js";
import type { BootService } from "../../ui/services/boot.js";
import type { CatalogueService } from "../../ui/services/catalogue.js";
import type { HostService } from "../../ui/services/host.js";
import type { PreferencesService } from "../../ui/services/preferences.js";
import type { Services } from "../../ui/services/services.js";
import { loadCatalogue } from "../build/compile.js";
import { ownKeys } from "../build/own-keys.js";
import { examineHost } from "../doctor/examine-host.js";
import type { CliContext } from "../entry/context.js";
import { lint } from "../lint/lint.js";
import { planService } from "./plans.js";
import { profileService } from "./profiles.js";
import { publishService } from "./publish.js";
import { runService } from "./runs.js";
import { draftSources, sourceService } from "./sources.js";
import { terminalService } from "./terminal.js";

/** Everything the screens can do on this machine. */
export function makeServices(context: CliContext, preferences: PreferencesService): Services {
	return {
		about: {
			version: context.version,
			cwd: context.cwd,
			home: homeFolder(context.env),
			user: callerName(),
		},
		batches: batchService(context),
		boot: bootService(context),
		catalogue: catalogueService(context),
		host: hostService(context, () => preferences.get().keyPath),
		packages: {
			names: ({ proxy, ...question }) => {
				const env = proxy ? { ...context.env, http_proxy: proxy, https_proxy: proxy } : context.env;
				return packageNames({ ...question, env }, join(userFolders(context.env).cache, "packages"));
			},
		},
		plans: planService(context),
		preferences,
		profiles: profileService(context),
		publish: publishService(context),
		runs: runService(context, preferences),
		sources: sourceService(context),
		terminal: terminalService(context),
		now: () => performance.now(),
		wallClock: () => Date.now(),
	};
}

/** Boots images for the screens. The machine is a process of its own and dies with this one. */
export function bootService({ env }: CliContext): BootService {
	const cacheDir = userFolders(env).cache;
	return {
		async boot(image, listener) {
			const result = await bootImage({ image, ...listener, cacheDir });
			const { matched, seconds, firmware, accelerator, reason } = result;
			return { booted: matched, seconds, firmware, accelerator, reason };
		},
	};
}

/** Reads elements from disk for the screens. */
export function catalogueService(context: CliContext): CatalogueService {
	return {
		async load(draft) {
			const path = [...(draft?.elementsPath ?? []), context.env.ELEMENTS_PATH].filter(Boolean).join(delimiter);
			const env = path ? { ...context.env, ELEMENTS_PATH: path } : context.env;
			return loadCatalogue(env, context, draft ? await draftSources(draft, context) : []);
		},
		summaries: async (catalogue) => summariseCatalogue(catalogue),
		readme: async (element) => readReadme(element),
		variables: async (element) => elementVariables(element, readElementFiles(element)),
		file: async (element, path) => readElementFile(element, path),
		check: (element, catalogue) => lint({ targets: [element], catalogue }, { tools: true }),
	};
}

/** Looks at this machine for the screens. `lastKey` is the public key that was used last. */
export function hostService(
	{ env }: Pick<CliContext, "env">,
	lastKey: () => string | undefined = () => undefined,
): HostService {
	return {
		facts: recentHostFacts,
		architectures: async () => hostArchitectures((await recentHostFacts()).architecture),
		missingTools: (tools) => tools.filter((tool) => !findTool(tool)),
		measureMirror: (question, signal) => measureMirror(question, signal, env),
		examine: () => examineHost(env),
		installCommand: (tools) => installCommand(tools)?.join(" "),
		needsPassword: () => !isRoot(),
		refusal: async () => (privilege() ? undefined : "Building needs root, and there is no sudo on this host"),
		ownKeys: async () => ownKeys(env, lastKey()),
		hashPassword: async (password) => encrypt(password),
		install: installTools,
	};
}

/** Batches for the screens. */
function batchService({ env }: CliContext): BatchService {
	const find = (id: string) => openBatch(batchesFolder(env), id);
	return {
		async follow(id, onState, signal) {
			let state = initialBatch();
			for await (const events of followBatch(find(id), signal)) {
				state = events.reduce(reduceBatch, state);
				onState(state, true);
			}
			if (!signal.aborted) onState(state, false);
		},
		async end(id, build) {
			if (await batchIsAlive(find(id))) return askToEnd(find(id), build);
			throw new UserError({ code: "run-not-running", message: `the batch ${id} is not running` });
		},
	};
}
