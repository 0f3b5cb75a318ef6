/** Time for a clean end when nobody is there any more who could ask for more. */
const CLEAN_END_MS = 20_000;
/** Signals that come together, as when a terminal is closed or a service is stopped, are one. */
const TOGETHER_MS = 1000;

/**
 * Sees that a build which is to end does end: `force` is called when the time for a clean end is over, or when somebody
 * asks a second time. What is left behind then is collected by the next start.
 */
export class Deadline {
	readonly #force: () => void;
	readonly #now: () => number;
	#firstAsked: number | undefined;
	#timer: NodeJS.Timeout | undefined;

	constructor(force: () => void, now: () => number = () => performance.now()) {
		this.#force = force;
		this.#now = now;
	}

	/** Somebody asks for the end, and may ask again. */
	asked(): void {
		this.#firstAsked ??= this.#now();
		if (this.#now() - this.#firstAsked >= TOGETHER_MS) this.#force();
	}

	/** Nobody is there who could ask again. */
	begin(): void {
		this.#timer ??= setTimeout(this.#force, CLEAN_END_MS);
	}

	/** The build has ended by itself. */
	stop(): void {
		clearTimeout(this.#timer);
	}
}
