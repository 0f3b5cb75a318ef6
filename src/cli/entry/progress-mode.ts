import { EXIT, UserError } from "../../core/errors.js";

/** Whether a value of --progress asks for screens here. Throws UserError when it must and they cannot be shown. */
export function wantsScreens(progress: string, env: Readonly<Record<string, string | undefined>>): boolean {
	if (progress === "auto") return canShowScreens(env);
	if (progress !== "tui") return false;
	if (canShowScreens(env)) return true;
	throw new UserError({
		code: "no-terminal",
		message: "--progress tui needs a terminal at both ends, and neither CI nor TERM=dumb",
		next: ["Use --progress plain."],
		exitCode: EXIT.usage,
	});
}

/** Whether the screens can be shown: a terminal at both ends that understands more than lines, and a user before it. */
export function canShowScreens(
	env: Readonly<Record<string, string | undefined>>,
	streams: { readonly stdin: { isTTY?: boolean }; readonly stdout: { isTTY?: boolean } } = process,
): boolean {
	const inCi = env.CI !== undefined && env.CI !== "false" && env.CI !== "0";
	return Boolean(streams.stdin.isTTY && streams.stdout.isTTY) && !inCi && env.TERM !== "dumb";
}
