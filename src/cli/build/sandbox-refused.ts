import { EXIT, UserError } from "../../core/errors.js";

/** The error of a sandbox that unshare(1) was not let make, by what it said; undefined for anything else. */
export function sandboxRefused(said: string): UserError | undefined {
	const why = /^unshare: (?:unshare failed|cannot change root filesystem propagation|mount \S+ failed): (.+)$/m.exec(
		said,
	)?.[1];
	if (why === undefined) return undefined;
	const full = /No space left/.test(why);
	return new UserError({
		code: "no-sandbox",
		message: `The namespaces that every build runs in cannot be made here: ${why}`,
		next: full
			? ["See how many there may be: sysctl user.max_mnt_namespaces user.max_pid_namespaces"]
			: [
					"In a container give it the rights of the host's root: docker run --privileged -v /dev:/dev …",
					"Or build on the host itself: diskwright doctor shows what is missing.",
				],
		exitCode: EXIT.host,
	});
}
