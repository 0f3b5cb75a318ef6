import type { ArchitectureSupport } from "../../core/host/architecture.js";
import type { HostFacts } from "../../core/host/host-facts.js";
import type { HostFinding } from "../../core/host/host-finding.js";
import type { MirrorMeasure, MirrorQuestion } from "../../core/host/mirror.js";

/** A public key of the user at the keyboard. */
export interface OwnKey {
	/** Path of its file, from the home folder on: `~/.ssh/id_ed25519.pub`. */
	readonly file: string;
	/** Its kind and comment: `ed25519, me@host`. */
	readonly about: string;
}

/** Looks at the machine the build would run on. */
export interface HostService {
	facts(): Promise<HostFacts>;
	/** The host's own first, then what else can be built here, then what cannot. */
	architectures(): Promise<readonly ArchitectureSupport[]>;
	/** Those of the tools that are not here. */
	missingTools(tools: readonly string[]): readonly string[];
	/** Tries a mirror, a few at a time. Rejects only when `signal` is aborted. */
	measureMirror(question: MirrorQuestion, signal: AbortSignal): Promise<MirrorMeasure>;
	/** What this host has and lacks. */
	examine(): Promise<readonly HostFinding[]>;
	/** The command that installs tools here; undefined when no package manager has them. */
	installCommand(tools: readonly string[]): string | undefined;
	/** Whether installing asks for a password: then `TerminalService.authorise` comes first. */
	needsPassword(): boolean;
	/** Why nobody can build here: neither root nor sudo. Undefined when somebody can. */
	refusal(): Promise<string | undefined>;
	/** The user's own public keys, the one that was used last first. */
	ownKeys(): Promise<readonly OwnKey[]>;
	/** The hash of a password as an image keeps it (crypt, SHA-512). */
	hashPassword(password: string): Promise<string>;
	/** Installs tools as root, or by the authority of `TerminalService.authorise`. Throws UserError. */
	install(tools: readonly string[], onLine: (line: string) => void): Promise<void>;
}
