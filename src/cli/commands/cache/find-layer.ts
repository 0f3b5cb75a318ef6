import { UserError } from "../../../core/errors.js";
import type { ListedEntry } from "../../../layers/store/list.js";

/** What is shown of a key. */
export const SHORT_KEY = 12;

/** The layer of a key, of which the beginning is enough. Throws UserError `unknown-layer`, `ambiguous-layer`. */
export function findLayer(entries: readonly ListedEntry[], wanted: string): ListedEntry {
	const hits = wanted === "" ? [] : entries.filter(({ key }) => key.startsWith(wanted.toLowerCase()));
	const [hit] = hits;
	if (hit && hits.length === 1) return hit;
	if (!hit) {
		const next = ["diskwright cache list"];
		throw new UserError({ code: "unknown-layer", message: `there is no layer ${wanted}`, next });
	}
	throw new UserError({
		code: "ambiguous-layer",
		message: `${wanted} fits ${hits.length} layers`,
		next: hits.slice(0, 5).map(({ key }) => `diskwright cache show ${key.slice(0, SHORT_KEY)}`),
	});
}
