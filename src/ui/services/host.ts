import type { HostFacts } from "../../core/host-facts.js";

/** Looks at the machine the build would run on. */
export interface HostService {
	facts(): Promise<HostFacts>;
	/** The command that installs tools here; undefined when no package manager has them. */
	installCommand(tools: readonly string[]): string | undefined;
	/** Whether installing asks for a password: then `TerminalService.authorise` comes first. */
	needsPassword(): boolean;
	/** Installs tools as root, or by the authority of `TerminalService.authorise`. Throws UserError. */
	install(tools: readonly string[], onLine: (line: string) => void): Promise<void>;
}
