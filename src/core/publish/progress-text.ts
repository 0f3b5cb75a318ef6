import { shortBytes, shortDuration } from "../text/short-quantities.js";
import type { SendProgress } from "./target.js";

/** What is remembered of a transfer to tell its rate: the last seconds of it. */
export class Rate {
	readonly #seen: { readonly at: number; readonly sent: number }[] = [];

	/** `at` in milliseconds. An upload that begins anew begins its rate anew. */
	add(sent: number, at: number): void {
		const last = this.#seen.at(-1);
		if (last && sent < last.sent) this.#seen.length = 0;
		this.#seen.push({ at, sent });
		while (this.#seen.length > 2 && at - (this.#seen[0]?.at ?? at) > WINDOW_MS) this.#seen.shift();
	}

	/** Bytes in a second; undefined as long as nothing can be said. */
	get bytesPerSecond(): number | undefined {
		const first = this.#seen[0];
		const last = this.#seen.at(-1);
		if (!first || !last || last.at - first.at < 200) return undefined;
		return ((last.sent - first.sent) * 1000) / (last.at - first.at);
	}
}

const WINDOW_MS = 10_000;

/** `sending 512M of 2.0G (25%), 210M/s, 7s left`. */
export function progressText({ sent, total, doing }: SendProgress, bytesPerSecond: number | undefined): string {
	const percent = total === 0 ? 100 : Math.floor((sent * 100) / total);
	const parts = [`${doing} ${shortBytes(sent)} of ${shortBytes(total)} (${percent}%)`];
	if (bytesPerSecond !== undefined && bytesPerSecond >= 1 && sent < total) {
		const left = shortDuration(((total - sent) * 1000) / bytesPerSecond);
		parts.push(`${shortBytes(bytesPerSecond)}/s`, `${left} left`);
	}
	return parts.join(", ");
}
