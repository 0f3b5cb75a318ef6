/**
 * Command line that runs `argv` in private mount and PID namespaces whose death ends everything inside (design §4.1).
 *
 * pid 1 is a small bash: it reaps what daemons leave behind and ends with the builder's status; when it or `unshare` is
 * killed the kernel kills all the rest. stdin is handed through by hand, because bash gives background jobs /dev/null.
 */
export function sandboxArgv(argv: readonly string[]): string[] {
	return [
		"unshare",
		...["--mount", "--propagation", "private", "--pid", "--fork", "--kill-child=KILL", "--mount-proc"],
		...["bash", "-c", INIT, "diskwright-init", ...argv],
	];
}

const INIT = `exec 3<&0
"$@" <&3 3<&- &
builder=$!
exec 3<&-
wait "$builder"
exit $?`;
