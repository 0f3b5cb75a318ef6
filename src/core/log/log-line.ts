/** What a line of a log is, for its colour and for the filters. */
export type LineKind = "plain" | "trace" | "warning" | "error";

/** Nearly every line of a log matches none of these words, and is done with. */
const WORTH_A_LOOK = /warn|error|fatal|panic|^\+|^[WE]: |^Err:|^Traceback|not found|No such|denied|No space/i;
/** `+ command`, as bash prints it with `set -x`. */
const TRACE = /^\++ /;
const ERROR =
	/\b(?:error|fatal|panic)\s*:|^(?:E: |Err:|Traceback \(|dpkg: error )|\[error\]|: (?:command not found|no such file or directory|permission denied|no space left on device)$/i;
/** Who calls it a warning means no error, whatever the reason. */
const CALLED_WARNING = /^(?:W: |(?:\S+: )?warning\b)/i;
const WARNING = /^W: |\bwarn(?:ing)?\s*[:!\]]/i;

/** The kind of a clean line, plain when it is known noise: by the words that package managers, compilers and shells begin their complaints with. */
export function lineKind(line: string): LineKind {
	if (!WORTH_A_LOOK.test(line)) return "plain";
	if (TRACE.test(line)) return "trace";
	const kind = ERROR.test(line) && !CALLED_WARNING.test(line) ? "error" : WARNING.test(line) ? "warning" : "plain";
	return kind !== "plain" && isNoise(line) ? "plain" : kind;
}

/**
 * Lines in the words of an error or a warning that healthy builds print: each is the way of a tool to say that it runs in
 * a tree and not in a running system, or as root. What really fails there fails its task, and that is counted.
 */
const NOISE: readonly RegExp[] = [
	// apt: its sandbox user cannot read the build's folder; the log of dpkg's terminal has no terminal.
	/^W: Download is performed unsandboxed as root as file /,
	/^E: Can not write log \(Is \/dev\/pts mounted\?\)/,
	/^WARNING: apt(?:-key|-get)? does not have a stable CLI interface/,
	/^Warning: apt-key (?:is deprecated|output should not be parsed)/i,
	// No init, no bus and no terminal inside a tree.
	/^(?:\S+: )?Failed to (?:open connection to "system" message bus|connect to (?:the )?(?:system )?bus)\b/i,
	/^(?:\S+: )?unable to re-open stdin: No such file or directory$/,
	/^update-rc\.d: warning: start and (?:stop|runlevel) /,
	/^(?:insserv: )?warning: current start runlevel/i,
	// Packages that make their user before its home, and documentation that is left out of images.
	/^Warning: The home dir \S+ you specified can't be accessed: No such file or directory$/i,
	/^update-alternatives: warning: skip creation of /,
	/^install-info: (?:warning: no info dir entry|No such file or directory for )/,
	// The locales come later than the packages that ask for them.
	/^(?:perl|bash|\S+: line \d+|\/\S+): warning: (?:setlocale|Setting locale failed|Please check that your locale|Falling back to)/i,
	/^(?:locale|\S+): (?:warning: )?Cannot set LC_\w+ to default locale: No such file or directory$/i,
	// An initramfs and a boot loader, made where their hardware and their disk are not.
	/^W: (?:No zstd in \S+, using gzip|Couldn't identify type of root file system |mdadm: )/,
	/^(?:\S*grub-probe): error: (?:cannot find a (?:device|GRUB drive) for|failed to get canonical path of)/,
	/^Warning: os-prober will (?:not )?be executed/i,
	/^\s*WARNING: Failed to connect to lvmetad\. Falling back/,
	/^WARNING: Running pip as the 'root' user can result in broken permissions/,
	/^gpg: WARNING: (?:unsafe (?:permissions|ownership) on homedir|using insecure memory)/i,
];

/** Whether a line complains of nothing but the place where a healthy build runs its tools. */
const isNoise = (line: string): boolean => NOISE.some((pattern) => pattern.test(line));
