/** Where a shell of a build is opened. */
export interface ShellPlace {
	/** `/` outside the image. */
	readonly root: string;
	/** As seen from there. */
	readonly directory: string;
	/** Without one a shell has that of whoever opens it. */
	readonly environment?: Readonly<Record<string, string>>;
}

/** Knows where shells are opened now: in the tree of the stage that runs, at a break point where its hooks run. */
export class Shells {
	#place: ShellPlace = { root: "/", directory: "/" };

	get place(): ShellPlace {
		return this.#place;
	}

	/** Opens them at `place` while `use` runs. */
	async within<T>(place: ShellPlace, use: () => Promise<T>): Promise<T> {
		const before = this.#place;
		this.#place = place;
		try {
			return await use();
		} finally {
			this.#place = before;
		}
	}
}
