/** The time of a build that is shown again, some times as fast as it was. */
export class ReplayClock {
	readonly #now: () => number;
	#speed: number;
	/** Where the replay was when the speed was set, in its own time and in ours. */
	#position = 0;
	#since: number;

	/** @param speed times as fast; 0: at once. @param now milliseconds, monotonic */
	constructor(speed: number, now: () => number) {
		this.#now = now;
		this.#speed = speed;
		this.#since = now();
	}

	get speed(): number {
		return this.#speed;
	}

	/** Milliseconds since the build started; infinite when everything comes at once. */
	get at(): number {
		return this.#speed === 0 ? Number.POSITIVE_INFINITY : this.#position + (this.#now() - this.#since) * this.#speed;
	}

	setSpeed(speed: number): void {
		if (this.#speed !== 0) this.#position = this.at;
		this.#since = this.#now();
		this.#speed = speed;
	}

	/** Milliseconds of ours until an event is due; 0 when it is. */
	wait(at: number): number {
		return this.#speed === 0 ? 0 : Math.max(0, (at - this.at) / this.#speed);
	}
}
