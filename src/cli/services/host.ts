import { readHostFacts } from "../../host/host-facts.js";
import { installCommand, installTools } from "../../host/install-tools.js";
import type { HostService } from "../../ui/services/host.js";

/** Looks at this machine for the screens. */
export function hostService(): HostService {
	return {
		facts: readHostFacts,
		installCommand: (tools) => installCommand(tools)?.join(" "),
		needsPassword: () => process.getuid?.() !== 0,
		install: installTools,
	};
}
