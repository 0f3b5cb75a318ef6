/** A stack of clean-up steps: what was acquired last is released first, and one failing step never stops the others. */
export class Scope {
	readonly #steps: { readonly what: string; readonly undo: () => Promise<unknown> | unknown }[] = [];

	/** Registers how to undo what was just acquired. */
	defer(what: string, undo: () => Promise<unknown> | unknown): void {
		this.#steps.push({ what, undo });
	}

	/** Runs all steps in reverse order; returns what could not be released. */
	async close(): Promise<{ what: string; error: unknown }[]> {
		const failures: { what: string; error: unknown }[] = [];
		for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
			try {
				await step.undo();
			} catch (error) {
				failures.push({ what: step.what, error });
			}
		}
		return failures;
	}
}
