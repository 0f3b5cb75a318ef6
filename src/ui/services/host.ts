import type { HostFacts } from "../../core/host-facts.js";

/** Looks at the machine the build would run on. */
export interface HostService {
	facts(): Promise<HostFacts>;
}
