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
	const edits = editDistance(wanted, candidate, allowed);
	const prefix = wanted.length >= 3 && (candidate.startsWith(wanted) || wanted.startsWith(`${candidate}-`));
	return prefix ? Math.min(edits, allowed) : edits;
}

/** Levenshtein distance, given up (Infinity) once it must exceed `allowed`. */
function editDistance(a: string, b: string, allowed: number): number {
	if (Math.abs(a.length - b.length) > allowed) return Number.POSITIVE_INFINITY;
	let row = Array.from({ length: b.length + 1 }, (_, column) => column);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
			next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
		}
		if (Math.min(...next) > allowed) return Number.POSITIVE_INFINITY;
		row = next;
	}
	return row[b.length]!;
}
