export interface Clocks {
	/** Milliseconds since 1970, of a clock that somebody may set. */
	readonly wall: () => number;
	/** Milliseconds, monotonic. */
	readonly now: () => number;
}

/** How long a build has been going on, seen from another process. */
export class BuildClock {
	#started: number | undefined;
	#said: { readonly at: number; readonly since: number } | undefined;

	constructor(readonly clocks: Clocks) {}

	/** By the clock on the wall: good for as long as the build itself has not said anything. */
	started(wall: number): void {
		this.#started = wall;
	}

	/** The build says how long it has been going on: from now on a clock that is set makes no difference. */
	says(at: number): void {
		this.#said = { at, since: this.clocks.now() };
	}

	/** Milliseconds since the build started, never negative; undefined when nobody knows. */
	get elapsed(): number | undefined {
		if (this.#said) return this.#said.at + this.clocks.now() - this.#said.since;
		return this.#started === undefined ? undefined : Math.max(0, this.clocks.wall() - this.#started);
	}
}
