/** Whether the screens can be shown: a terminal at both ends that understands more than lines, and a person before it. */
export function canShowScreens(
	env: Readonly<Record<string, string | undefined>>,
	streams: { readonly stdin: { isTTY?: boolean }; readonly stdout: { isTTY?: boolean } } = process,
): boolean {
	const inCi = env.CI !== undefined && env.CI !== "false" && env.CI !== "0";
	return Boolean(streams.stdin.isTTY && streams.stdout.isTTY) && !inCi && env.TERM !== "dumb";
}
