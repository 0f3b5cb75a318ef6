import { readHostFacts } from "../../host/host-facts.js";
import type { HostService } from "../../ui/services/host.js";

/** Looks at this machine for the screens. */
export function hostService(): HostService {
	return { facts: readHostFacts };
}
