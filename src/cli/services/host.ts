import { hostArchitectures } from "../../host/architectures.js";
import { findTool } from "../../host/find-tool.js";
import { recentHostFacts } from "../../host/host-facts.js";
import { installTools } from "../../host/install-tools.js";
import { measureMirror } from "../../host/measure-mirror.js";
import { installCommand } from "../../host/packages.js";
import { isRoot } from "../../host/privilege.js";
import type { HostService } from "../../ui/services/host.js";
import type { CliContext } from "../context.js";
import { examineHost } from "../examine-host.js";

/** Looks at this machine for the screens. */
export function hostService({ env }: Pick<CliContext, "env">): HostService {
	return {
		facts: recentHostFacts,
		architectures: async () => hostArchitectures((await recentHostFacts()).architecture),
		missingTools: (tools) => tools.filter((tool) => !findTool(tool)),
		measureMirror: (question, signal) => measureMirror({ ...ownProxy(env), ...question }, signal),
		examine: () => examineHost(env),
		installCommand: (tools) => installCommand(tools)?.join(" "),
		needsPassword: () => !isRoot(),
		install: installTools,
	};
}

/** Builds get the caller's proxy; so the measures do. */
function ownProxy({ http_proxy: proxy }: Readonly<Record<string, string>>): { proxy?: string } {
	return proxy ? { proxy } : {};
}
