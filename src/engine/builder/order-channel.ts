import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { BuildOrder } from "../../core/planning/plan.js";

/** Who hears what comes after the order. */
export interface ChannelListener {
	/** A request to end the build; `by` says whose. Several may come. */
	stop(by: string): void;
	/** Whoever gave the order is gone, or leaves the build to itself. */
	end(): void;
}

/** What comes to the builder on its standard input: its order in the first line, then a request to stop in every other. */
export interface OrderChannel {
	/** Undefined when the input ended before there was one. */
	readonly order: Promise<BuildOrder | undefined>;
	/** Hears also what came before it listened. */
	listen(listener: ChannelListener): void;
}

/** Reads from the first byte on: a request that comes right behind the order waits for its listener. */
export function openOrderChannel(input: Readable): OrderChannel {
	const early: ((listener: ChannelListener) => void)[] = [];
	let listener: ChannelListener | undefined;
	const tell = (what: (listener: ChannelListener) => void) => (listener ? what(listener) : early.push(what));
	const lines = createInterface({ input });
	// A killed cli can reset the pipe instead of ending it.
	input.on("error", () => lines.close());
	const order = new Promise<BuildOrder | undefined>((resolve) => {
		let first = true;
		lines.on("line", (line) => {
			if (!first) return tell((to) => to.stop(line));
			first = false;
			resolve(JSON.parse(line) as BuildOrder);
		});
		lines.on("close", () => {
			resolve(undefined);
			tell((to) => to.end());
		});
	});
	return {
		order,
		listen(next) {
			listener = next;
			for (const what of early.splice(0)) what(next);
		},
	};
}
