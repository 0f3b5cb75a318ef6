import { join } from "node:path";
import { packageNames } from "../../host/package-names.js";
import { callerName } from "../../host/privilege.js";
import { homeFolder, userFolders } from "../../host/user-folders.js";
import type { PreferencesService } from "../../ui/services/preferences.js";
import type { Services } from "../../ui/services/services.js";
import type { CliContext } from "../entry/context.js";
import { bootService } from "./boot.js";
import { catalogueService } from "./catalogue.js";
import { hostService } from "./host.js";
import { planService } from "./plans.js";
import { profileService } from "./profiles.js";
import { runService } from "./runs.js";
import { sourceService } from "./sources.js";
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
		runs: runService(context, preferences),
		sources: sourceService(context),
		terminal: terminalService(context),
		now: () => performance.now(),
		wallClock: () => Date.now(),
	};
}
