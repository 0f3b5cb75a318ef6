import { encrypt } from "unixcrypt";
import { hostArchitectures } from "../../host/architectures.js";
import { findTool } from "../../host/find-tool.js";
import { recentHostFacts } from "../../host/host-facts.js";
import { installTools } from "../../host/install-tools.js";
import { measureMirror } from "../../host/measure-mirror.js";
import { installCommand } from "../../host/packages.js";
import { isRoot, privilege } from "../../host/privilege.js";
import type { HostService } from "../../ui/services/host.js";
import { ownKeys } from "../build/own-keys.js";
import { examineHost } from "../doctor/examine-host.js";
import type { CliContext } from "../entry/context.js";

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
