/**
 * Command line that runs `argv` in private mount and PID namespaces whose death ends everything inside.
 *
 * pid 1 is a small bash: it reaps what daemons leave behind and ends with the builder's status; when it or `unshare` is
 * killed the kernel kills all the rest. Both pass over the signals that ask for an end: the builder inside hears them too,
 * and needs the time to clean up. stdin is handed through by hand, because bash gives background jobs /dev/null.
 * `ownSession`: they leave the session of whoever starts them. `hostName`: what the machine is called inside, and there alone.
 */
export function sandboxArgv(
	argv: readonly string[],
	{ ownSession = false, hostName }: { readonly ownSession?: boolean; readonly hostName?: string } = {},
): string[] {
	return [
		...["sh", "-c", SHIELD, "diskwright-sandbox", ...(ownSession ? ["setsid", "--wait"] : []), "unshare"],
		...["--mount", "--propagation", "private", "--pid", "--fork", "--kill-child=KILL", "--mount-proc"],
		...(hostName === undefined ? [] : ["--uts"]),
		...["bash", "-c", INIT, "diskwright-init", hostName ?? "", ...argv],
	];
}

const SHIELD = `trap "" INT TERM HUP; exec "$@"`;

const INIT = `exec 3<&0
[ -z "$1" ] || hostname "$1"
shift
"$@" <&3 3<&- &
builder=$!
exec 3<&-
wait "$builder"
exit $?`;
