import leven from "leven";

/** Up to `limit` of `candidates` that look like `name`, the nearest first; for "did you mean". */
export function nearest(name: string, candidates: Iterable<string>, limit = 3): string[] {
	const wanted = name.trim().toLowerCase();
	const allowed = Math.max(1, Math.floor(wanted.length / 3));
	const scored: { candidate: string; score: number }[] = [];
	for (const candidate of candidates) {
		const score = scoreOf(wanted, candidate.toLowerCase(), allowed);
		if (score <= allowed) scored.push({ candidate, score });
	}
	return scored
		.sort((a, b) => a.score - b.score || (a.candidate < b.candidate ? -1 : 1))
		.slice(0, limit)
		.map(({ candidate }) => candidate);
}

/** Edits between the two; a name that begins with the other one counts as the worst match that is still allowed. */
function scoreOf(wanted: string, candidate: string, allowed: number): number {
	// leven stops counting there, which is beyond what is allowed.
	const edits = leven(wanted, candidate, { maxDistance: allowed + 1 });
	const prefix = wanted.length >= 3 && (candidate.startsWith(wanted) || wanted.startsWith(`${candidate}-`));
	return prefix ? Math.min(edits, allowed) : edits;
}
