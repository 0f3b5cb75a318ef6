import { once } from "node:events";

/** A process that was stopped is not awake to see this time pass, only one that was not. */
const AWAKE_MS = 100;

/**
 * To the shell that started us, and back with `fg`. The listener comes first, or the signal may be missed. Where no shell
 * waits for us (`tmux new diskwright`, `ssh -t`, a container) the kernel passes over the wish to stop, nobody will ever
 * continue us, and we are back at once.
 */
export async function stopUntilContinued(stop = () => void process.kill(0, "SIGTSTP")): Promise<void> {
	// Waiting for a signal keeps no program alive, and while the terminal is away nothing else may.
	let awake: NodeJS.Timeout | undefined;
	const leave = new AbortController();
	const continued = once(process, "SIGCONT", { signal: leave.signal }).catch(() => {});
	stop();
	const passedOver = new Promise<void>((resolve) => {
		awake = setTimeout(resolve, AWAKE_MS);
	});
	await Promise.race([continued, passedOver]);
	clearTimeout(awake);
	leave.abort();
}
