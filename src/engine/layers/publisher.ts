/** Keeps layers beside the hooks that run, one after the other. */
export class Publisher {
	#last: Promise<void> = Promise.resolve();
	#told = false;

	/** `failed` hears in words why the first one could not be kept: a full disk is no reason to end a build. */
	constructor(readonly failed: (why: string) => void) {}

	/** What it reads must not change any more. */
	later(publish: () => Promise<unknown>): void {
		this.#last = this.#last.then(async () => {
			try {
				await publish();
			} catch (error) {
				if (!this.#told) this.failed(error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
				this.#told = true;
			}
		});
	}

	/** Waits until all is kept. */
	done(): Promise<void> {
		return this.#last;
	}
}
