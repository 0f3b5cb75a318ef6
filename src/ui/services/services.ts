import { createContext, useContext } from "react";
import type { BatchService } from "./batches.js";
import type { BootService } from "./boot.js";
import type { CatalogueService } from "./catalogue.js";
import type { HostService } from "./host.js";
import type { PlanService } from "./plans.js";
import type { PreferencesService } from "./preferences.js";
import type { ProfileService } from "./profiles.js";
import type { PublishService } from "./publish.js";
import type { RunService } from "./runs.js";
import type { SourceService } from "./sources.js";
import type { TerminalService } from "./terminal.js";
import type { WatchService } from "./watch.js";

/**
 * Everything the screens can do beyond showing and remembering. The cli hands it in, tests hand in their own: nothing
 * in `ui` touches a file or starts a process.
 */
export interface Services {
	readonly about: {
		readonly version: string;
		/** Invoking directory. */
		readonly cwd: string;
		readonly home: string;
		readonly user: string;
	};
	readonly batches: BatchService;
	readonly boot: BootService;
	readonly catalogue: CatalogueService;
	readonly host: HostService;
	readonly packages: PackageService;
	readonly plans: PlanService;
	readonly preferences: PreferencesService;
	readonly profiles: ProfileService;
	readonly publish: PublishService;
	readonly runs: RunService;
	readonly sources: SourceService;
	readonly terminal: TerminalService;
	/** Where a profile is watched. */
	readonly watch?: WatchService;
	/** Milliseconds of a clock that only goes forward; tests give their own. */
	readonly now: () => number;
	/** Milliseconds since 1970, for the ages of things. */
	readonly wallClock: () => number;
}

export const ServicesContext = createContext<Services | undefined>(undefined);

/** The services of the running program. */
export function useServices(): Services {
	const services = useContext(ServicesContext);
	if (!services) throw new Error("no services were handed in");
	return services;
}

/** Where the packages of an image come from. */
interface PackageQuestion {
	/** Address of the mirror. */
	readonly url: string;
	/** The release. */
	readonly suite: string;
	readonly architecture: string;
	readonly proxy?: string;
	/** Nothing is fetched. */
	readonly offline?: boolean;
}

/** The packages of a release. */
interface PackageService {
	/**
	 * Names of all packages of a release, sorted; undefined where they are not known: no mirror with apt's lists, or no
	 * network and nothing kept from before. Never rejects.
	 */
	names(question: PackageQuestion): Promise<readonly string[] | undefined>;
}
