import { EXIT, UserError } from "../../core/errors.js";
import { type PublishedIndex, parseIndex, printIndex } from "../../core/publish/published-index.js";
import type { Shelf } from "./shelf.js";

/** Others may write it between our reading and our writing. */
const TRIES = 8;

/** The index of a place, which others may change at any time. */
export class SharedIndex {
	constructor(private readonly shelf: Shelf) {}

	async read(): Promise<PublishedIndex> {
		return parseIndex((await this.shelf.readIndex(false)).text, this.shelf.indexPath);
	}

	/** Changes it; `change` gets what is there now, again when somebody was faster. */
	async change(change: (index: PublishedIndex) => PublishedIndex, always = false): Promise<void> {
		const { shelf } = this;
		const once = async () => {
			const { text, mark } = await shelf.readIndex(always);
			const next = printIndex(change(parseIndex(text, shelf.indexPath)));
			return next === text || (await shelf.writeIndex(next, mark, always));
		};
		for (let tries = 1; tries <= TRIES; tries++) {
			if (await (shelf.alone ? shelf.alone(once) : once())) return;
		}
		throw new UserError({
			code: "index-busy",
			message: `${shelf.indexPath} is changed by somebody else all the time`,
			next: ["Publish again when they have ended."],
			exitCode: EXIT.failed,
		});
	}
}
