/** Keeps layers beside the hooks that run, one after the other. */
export class Publisher {
	#last: Promise<void> = Promise.resolve();

	/** `failed` hears in words why something could not be kept: a full disk is no reason to end a build. */
	constructor(readonly failed: (why: string) => void) {}

	/** What it reads must not change any more. */
	later(publish: () => Promise<unknown>): void {
		this.#last = this.#last.then(async () => {
			try {
				await publish();
			} catch (error) {
				this.failed(error instanceof Error ? error.message : String(error));
			}
		});
	}

	/** Waits until all is kept. */
	done(): Promise<void> {
		return this.#last;
	}
}
